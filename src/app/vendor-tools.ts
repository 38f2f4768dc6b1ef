import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Resolver } from 'node:dns/promises';
import { PortcullisError } from '../core/errors.js';
import { addressTest } from '../egress/addresses.js';
import { checkedLookup, makeResolve } from '../egress/resolve.js';
import { loadProject } from '../model/project.js';
import type { ApiModel } from '../model/types.js';
import type { ProbeTools } from '../vendors/probe.js';
import { makeNet } from '../vendors/net.js';
import type { App } from './app.js';
import { loadSnapshot } from './audit-advisories.js';

export interface ToolsRequest {
  readonly resolver: readonly string[];
  /** Ranges of the third party's integrations. */
  readonly addresses: readonly string[];
  /** PEM file. */
  readonly ca: string | undefined;
  /** File or folder of advisories. */
  readonly advisories: string | undefined;
  readonly plainPort?: number | undefined;
}

const resolveMillis = 3000;

/** How the probes look at one third party: over checked addresses, with the policy's DNS servers. */
export function vendorTools(app: App, request: ToolsRequest): ProbeTools {
  const isAllowed = addressTest(request.addresses);
  const resolver = new Resolver({ timeout: resolveMillis, tries: 2 });
  if (request.resolver.length) resolver.setServers(request.resolver);
  return {
    net: makeNet({
      lookup: checkedLookup(makeResolve(request.resolver), isAllowed),
      isAllowed: (host) => net.isIP(host) === 0 || isAllowed(host),
      authorities: request.ca === undefined ? undefined : read(request.ca).toString('utf8'),
      plainPort: request.plainPort,
    }),
    resolver,
    now: app.now().getTime(),
    read,
    contractOf,
    contractOfText,
    advisoriesFor(names) {
      if (request.advisories === undefined) return undefined;
      return loadSnapshot(path.resolve(app.cwd, request.advisories), new Set(names)).advisories;
    },
  };
}

function read(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}

async function contractOf(file: string): Promise<ApiModel> {
  const { apis } = await loadProject({ contract: [file], refRoot: path.dirname(file) });
  return apis[0]!;
}

/** A folder of its own, so that no reference of it reaches a file of ours. */
async function contractOfText(text: Buffer): Promise<ApiModel> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-contract-'));
  try {
    const file = path.join(folder, 'published.yaml');
    fs.writeFileSync(file, text, { mode: 0o600 });
    return await contractOf(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
