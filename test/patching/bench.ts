import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { startOrchard, type Orchard } from '../../examples/orchard/server.js';
import type { HoleId } from '../../examples/orchard/holes.js';
import type { SecurityEvent } from '../../src/core/events.js';
import type { Finding, PolicyPatch, Proof } from '../../src/core/finding.js';
import { createGateway, type Gateway } from '../../src/gateway/gateway.js';
import { createVerifiers } from '../../src/identity/authenticator.js';
import type { SchemeVerifier } from '../../src/identity/verifier.js';
import { writePatches } from '../../src/model/patches-file.js';
import { patchesFileName } from '../../src/model/patches.js';
import { loadProject } from '../../src/model/project.js';
import { resolveSecret } from '../../src/model/secrets.js';
import type { ApiModel, Project } from '../../src/model/types.js';
import { patchFor, type PatchProposal } from '../../src/patching/patch-for.js';
import { prove } from '../../src/patching/prove.js';
import { checks } from '../../src/pentest/checks.js';
import { pentest } from '../../src/pentest/engine.js';
import { createReplayer, type Replayer } from '../../src/pentest/replayer.js';

const root = process.env.PORTCULLIS_ROOT ?? process.cwd();
const example = path.join(root, 'examples/orchard');
export const today = new Date('2026-11-25T12:00:00Z');

export interface BenchOptions {
  /** Holes that are closed in the shop. */
  readonly closed?: readonly HoleId[];
  /** Changes the policy's text. */
  readonly policy?: (text: string) => string;
}

/** The example shop with the real gateway in front of it, and everything of the loop between them. */
export interface Bench {
  readonly orchard: Orchard;
  readonly gatewayUrl: string;
  readonly events: readonly SecurityEvent[];
  /** File of the shop's data. */
  readonly data: string;
  model(): ApiModel;
  /** Attacks the shop itself. */
  find(checkIds: readonly string[], operations?: readonly string[]): Promise<readonly Finding[]>;
  propose(finding: Finding): PatchProposal;
  /** Puts these patches in force, and no others. */
  apply(patches: readonly PolicyPatch[]): Promise<void>;
  prove(finding: Finding, as: { readonly patch?: PolicyPatch; readonly guard: string }): Promise<Proof>;
}

type Verifiers = ReadonlyMap<ApiModel, ReadonlyMap<string, SchemeVerifier>>;

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

function verifiersOf(project: Project, folder: string): Verifiers {
  const readFile = (file: string) => fs.promises.readFile(path.resolve(folder, file), 'utf8');
  const readFileNow = (file: string) => fs.readFileSync(path.resolve(folder, file), 'utf8');
  const deps = { clock, readFile, readFileNow, secretOf: (reference: string) => reference };
  return new Map(project.apis.map((model) => [model, createVerifiers(model, deps)]));
}

function closeAll(verifiers: Verifiers): void {
  for (const byScheme of verifiers.values()) for (const verifier of byScheme.values()) verifier.close();
}

function policyText(url: string, change: (text: string) => string): string {
  const text = fs.readFileSync(path.join(example, 'portcullis.yaml'), 'utf8').replaceAll('http://127.0.0.1:4000', url);
  const budget = '\n  budget: { requestsPerSecond: 2000, minutes: 2, requests: 20000 }\n  actors:';
  return change(text.replace(/\n {2}budget:.*/, '').replace(/\n {2}actors:/, budget));
}

function makeFolder(url: string, change: (text: string) => string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-loop-'));
  fs.cpSync(path.join(example, 'actors'), path.join(folder, 'actors'), { recursive: true });
  const contract = fs.readFileSync(path.join(example, 'openapi.yaml'), 'utf8');
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract.replaceAll('http://127.0.0.1:4000', url));
  fs.writeFileSync(path.join(folder, 'portcullis.yaml'), policyText(url, change));
  return folder;
}

export async function startBench(t: TestContext, options: BenchOptions = {}): Promise<Bench> {
  const { closed = [], policy = (text) => text } = options;
  const folders: string[] = [];
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-shop-'));
  const data = path.join(dataFolder, 'orchard.db');
  const orchard = await startOrchard({ port: 0, vendorPort: 0, data, closed: new Set(closed) });
  const folder = makeFolder(orchard.url, policy);
  folders.push(folder, dataFolder);
  t.after(async () => {
    // A test may have stopped the shop itself.
    await orchard.close().catch(() => undefined);
    for (const each of folders) fs.rmSync(each, { recursive: true, force: true });
  });
  const policyFile = path.join(folder, 'portcullis.yaml');
  const events: SecurityEvent[] = [];
  let project = await loadProject({ policyFile, today });
  let verifiers = verifiersOf(project, folder);
  const gateway: Gateway = createGateway({
    project,
    sink: { write: (event) => void events.push(event), batch: () => undefined },
    identity: { verifierOf: (model, { scheme }) => verifiers.get(model)?.get(scheme) },
  });
  const { port } = await gateway.listen('127.0.0.1', 0);
  const secrets = (kind: 'env' | 'file' | 'vault', name: string) =>
    resolveSecret(`\${${kind}:${name}}`, { env: {}, baseDir: folder, read: (file) => fs.readFileSync(file, 'utf8') });
  let replayer: Replayer | undefined;
  t.after(async () => {
    await replayer?.close();
    await gateway.close();
    closeAll(verifiers);
  });

  function model(): ApiModel {
    return project.apis[0]!;
  }
  async function find(checkIds: readonly string[], operations?: readonly string[]) {
    const chosen = checkIds.map((id) => checks.get(id)!);
    const run = await pentest({
      model: model(),
      policy: project.pentest!,
      target: orchard.url,
      secrets,
      version: '0.0.0',
      safety: 'disruptive',
      seed: 'loop',
      checks: chosen,
      ...(operations && { operations }),
    });
    return run.findings;
  }
  async function apply(patches: readonly PolicyPatch[]): Promise<void> {
    writePatches(path.join(folder, patchesFileName), patches);
    project = await loadProject({ policyFile, today });
    const before = verifiers;
    const made = verifiersOf(project, folder);
    verifiers = new Map([...before, ...made]);
    gateway.reload(project);
    verifiers = made;
    closeAll(before);
  }
  return {
    orchard,
    gatewayUrl: `http://127.0.0.1:${port}`,
    events,
    data,
    model,
    find,
    apply,
    propose: (finding) => patchFor(finding, model(), { today }),
    async prove(finding, { patch, guard }) {
      replayer ??= createReplayer({ model: model(), policy: project.pentest!, secrets });
      return prove({
        finding,
        model: model(),
        patch,
        guard,
        run: replayer.run,
        direct: orchard.url,
        gateway: `http://127.0.0.1:${port}`,
        guardsOf: async (ids) => guardsIn(events, ids),
      });
    },
  };
}

function guardsIn(events: readonly SecurityEvent[], ids: readonly string[]): ReadonlyMap<string, string> {
  const wanted = new Set(ids);
  return new Map(
    events.flatMap(({ kind, exchangeId, guard }) =>
      kind === 'denial' && exchangeId !== undefined && wanted.has(exchangeId) && guard !== undefined
        ? [[exchangeId, guard] as const]
        : [],
    ),
  );
}
