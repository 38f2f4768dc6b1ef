import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { PolicyPatch } from '../core/finding.js';
import { uuidv7 } from '../core/ids.js';
import { loadPatches, patchesText, writePatches } from '../model/patches-file.js';
import { patchesFileName } from '../model/patches.js';
import { loadProject } from '../model/project.js';
import { patchFor, type PatchProposal } from '../patching/patch-for.js';
import { currentActor } from './actor.js';
import type { App } from './app.js';
import { reloadGateway } from './gateway-state.js';
import { locateFinding, type Located } from './stored-finding.js';

/** The patches file of the policy: beside it. */
export function patchesFile(app: App): string {
  return path.join(path.dirname(app.policyFile!), patchesFileName);
}

/** What closes a finding, from the model without that finding's own patch: so a second call says the same. */
export async function proposePatch(
  app: App,
  fingerprint: string,
): Promise<Located & { readonly proposal: PatchProposal; readonly applied: PolicyPatch | undefined }> {
  const located = await locateFinding(app, fingerprint);
  const { finding } = located.stored;
  const [applied, ...more] = loadPatches(patchesFile(app)).filter(({ because }) => because === finding.fingerprint);
  if (applied)
    return { ...located, applied, proposal: { kind: 'patch', patch: applied, ...(more.length > 0 && { more }) } };
  const proposal = patchFor(finding, located.model, { today: app.now(), owner: currentActor() });
  return { ...located, proposal, applied: undefined };
}

/** The patches of a proposal: one, or one for each operation with the same cause. */
export function patchesOf({ patch, more = [] }: Extract<PatchProposal, { kind: 'patch' }>): readonly PolicyPatch[] {
  return [patch, ...more];
}

/** The lines that patches add to the patches file. */
export function patchLines(...patches: readonly PolicyPatch[]): readonly string[] {
  const text = patchesText(patches);
  const lines = text.split('\n');
  return lines.slice(lines.findIndex((line) => line.trimStart().startsWith('- id:'))).filter(Boolean);
}

/** Writes the patches; when the policy does not compile with them, the file is put back as it was. */
async function replacePatches(app: App, patches: readonly PolicyPatch[]): Promise<void> {
  const file = patchesFile(app);
  const before = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
  writePatches(file, patches);
  try {
    await loadProject({ policyFile: app.policyFile!, today: app.now() });
  } catch (error) {
    if (before) fs.writeFileSync(file, before);
    else fs.rmSync(file, { force: true });
    throw error;
  }
}

async function log(app: App, kind: 'patch_applied' | 'patch_dropped', patch: PolicyPatch): Promise<void> {
  const store = await app.store();
  const { id, because, guard, operation, expires } = patch;
  const detail = { patch: id, finding: because, expires, by: currentActor() };
  await store.audit.append({ kind, subject: id, detail: { finding: because, operation, guard, expires } });
  await store.events.insert([
    { id: uuidv7(), time: Date.now(), kind, outcome: 'info', severity: 'info', operationId: operation, guard, detail },
  ]);
}

/** What became of a change of patches. */
export interface Applied {
  /** Addresses of the gateway that serves it now; undefined when none runs. */
  readonly gateway: readonly string[] | undefined;
}

/** Puts patches in force: file, check, running gateway, events. */
export async function applyPatch(app: App, ...patches: readonly PolicyPatch[]): Promise<Applied> {
  const ids = new Set(patches.map(({ id }) => id));
  const others = loadPatches(patchesFile(app)).filter(({ id }) => !ids.has(id));
  await replacePatches(app, [...others, ...patches]);
  for (const patch of patches) await log(app, 'patch_applied', patch);
  return { gateway: (await reloadGateway(app.dataDir))?.urls };
}

/** Takes the patches of a finding out of force, named by one of them. Throws `NOT_FOUND`. The finding is open again. */
export async function dropPatch(app: App, name: string): Promise<Applied & { readonly patch: PolicyPatch }> {
  const all = loadPatches(patchesFile(app));
  const named = all.filter(({ id, because }) => id === name || (name !== '' && because.startsWith(name)));
  const [patch] = named;
  if (patch && named.some(({ because }) => because !== patch.because)) {
    throw new PortcullisError('NOT_FOUND', `More than one patch closes a finding that starts with ${name}`, {
      hint: `give the id: ${named.map(({ id }) => id).join(', ')}`,
    });
  }
  if (!patch) {
    throw new PortcullisError('NOT_FOUND', `There is no patch "${name}"`, {
      hint: all.length ? `portcullis patch list shows the ${all.length} there are` : 'there are none',
    });
  }
  // One that stays where the others are gone would say that the finding is closed.
  const dropped = all.filter(({ because }) => because === patch.because);
  await replacePatches(
    app,
    all.filter((each) => !dropped.includes(each)),
  );
  for (const each of dropped) await log(app, 'patch_dropped', each);
  await reopen(app, patch);
  return { patch, gateway: (await reloadGateway(app.dataDir))?.urls };
}

async function reopen(app: App, { because, id }: PolicyPatch): Promise<void> {
  const store = await app.store();
  const stored = await store.findings.get(because).catch(() => undefined);
  if (stored?.finding.status !== 'patched') return;
  await store.findings.setStatus(because, 'open', { reason: `${id} was dropped`, by: currentActor() });
}
