import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadProject } from '../model/project.js';
import type { Project } from '../model/types.js';
import { startEphemeralGateway, type EphemeralGateway } from './ephemeral-gateway.js';
import { freePort } from './free-port.js';
import { codeOf, dataOf, policyOf, type Lab } from './learn-lab.js';
import { startService, type LabService } from './learn-service.js';

/** The learner's policy and code, served for themselves: whatever happened in the lab before leaves no trace here. */
export interface LabBench {
  readonly folder: string;
  readonly project: Project;
  readonly service: LabService;
  readonly gateway: EphemeralGateway;
  close(): Promise<void>;
}

/**
 * Serves a copy of the lab on ports of its own. Throws what is wrong with the learner's policy, contract or code, at
 * their own file and line.
 */
export async function openBench(lab: Lab): Promise<LabBench> {
  // As the learner wrote it: faults are told with the file that they can open.
  await loadProject({ policyFile: policyOf(lab), today: new Date() });
  const service = await startService(lab.lesson, codeOf(lab));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-lab-'));
  const removeFolder = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const gatewayAddress = `127.0.0.1:${await freePort('127.0.0.1')}`;
    copyLab(lab, folder, { service: service.address, gateway: gatewayAddress });
    const policyFile = path.join(folder, 'portcullis.yaml');
    const project = await loadProject({ policyFile, today: new Date() });
    const gateway = await startEphemeralGateway(policyFile, dataOf(lab), { ownAddresses: true });
    return {
      folder,
      project,
      service,
      gateway,
      async close() {
        await gateway.close();
        await service.stop();
        removeFolder();
      },
    };
  } catch (error) {
    await service.stop();
    removeFolder();
    throw error;
  }
}

/** The files of the lab with other addresses in them; lines stay where they are. */
function copyLab(lab: Lab, folder: string, to: { readonly service: string; readonly gateway: string }): void {
  const isOurs = (name: string) => name === '.portcullis' || name === '.lab' || name === 'lab.json';
  for (const name of fs.readdirSync(lab.folder)) {
    if (!isOurs(name)) fs.cpSync(path.join(lab.folder, name), path.join(folder, name), { recursive: true });
  }
  const file = path.join(folder, 'portcullis.yaml');
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replaceAll(lab.facts.service, to.service).replaceAll(lab.facts.gateway, to.gateway));
}
