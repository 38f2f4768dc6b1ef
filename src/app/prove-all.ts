import { PortcullisError } from '../core/errors.js';
import type { Finding, Proof } from '../core/finding.js';
import type { App } from './app.js';
import { operationDigest } from './operation-digest.js';
import { proveFinding } from './prove.js';

/** What became of one patch. */
export interface PatchProof {
  readonly finding: Finding;
  /** Undefined when it could not be tried. */
  readonly proof: Proof | undefined;
  /** The run that holds the proof. */
  readonly run?: string;
  readonly because: string;
}

/**
 * Proves every patch in force again; with `changed` only those whose operation is not what it was at their last proof. A
 * proof that turns makes its finding `regressed`.
 */
export async function proveAll(
  app: App,
  { changed, onProof }: { readonly changed: boolean; readonly onProof: (proof: PatchProof) => void },
): Promise<readonly PatchProof[]> {
  const proofs: PatchProof[] = [];
  for (const finding of await patchedFindings(app)) {
    if (app.signal.aborted) break;
    if (changed && (await isProvedAsItStands(app, finding))) continue;
    const proof = await tryProof(app, finding);
    proofs.push(proof);
    onProof(proof);
  }
  return proofs;
}

async function patchedFindings(app: App): Promise<readonly Finding[]> {
  const { patches } = await app.project();
  const store = await app.store();
  const closed = new Set(patches.map(({ because }) => because));
  const found = await store.findings.list({ status: ['patched', 'regressed', 'open'] });
  return found.map(({ finding }) => finding).filter(({ fingerprint }) => closed.has(fingerprint));
}

async function isProvedAsItStands(app: App, finding: Finding): Promise<boolean> {
  const { operationId, fingerprint, status, api } = finding;
  const model = (await app.project()).apis.find(({ name }) => name === api);
  if (!model || status !== 'patched') return false;
  const store = await app.store();
  const runs = await store.runs.list({ kind: 'proof', limit: 1000 });
  const last = runs.find(({ proof }) => proof?.finding === fingerprint)?.proof;
  return last?.verdict === 'proved' && last.operationDigest === operationDigest(model, operationId, app.version);
}

/** One that cannot be tried must not keep the others from it. */
async function tryProof(app: App, finding: Finding): Promise<PatchProof> {
  try {
    const { run, proof } = await proveFinding(app, finding.fingerprint, () => undefined);
    return { finding, proof, run: run.id, because: proof.because };
  } catch (error) {
    if (!(error instanceof PortcullisError)) throw error;
    return { finding, proof: undefined, because: error.message };
  }
}
