import { PortcullisError } from '../core/errors.js';
import { sha256 } from '../core/ids.js';
import type { EvidenceSource, PublishedDocumentation } from '../evidence/item.js';
import type { Project } from '../model/types.js';
import { readCheckpointKey } from '../telemetry/checkpoint-key.js';
import { verifyStore } from '../telemetry/verify.js';
import type { App } from './app.js';
import { buildDocs } from './docs.js';
import { feedRows } from './evidence-feeds.js';
import { probeListeners } from './evidence-tls.js';
import type { SealedStore } from './sealed-store.js';

/** Evidence is drawn from the policy of the app, its store, and what its listeners answer. */
export async function evidenceSource(
  app: App,
  store: SealedStore,
): Promise<EvidenceSource & { readonly version: string }> {
  const project = await projectOf(app);
  return {
    project,
    store,
    now: app.now().getTime(),
    version: app.version,
    verify: once(() => verifyStore({ store, key: readCheckpointKey(app.dataDir), signal: app.signal })),
    probeListeners: once(() => probeListeners(project?.listen ?? [])),
    documentation: once(() => documentationOf(app, project)),
    feed: (name, period) => feedRows(app, name, period),
  };
}

/** A store without a policy still has its logs. A policy that is broken is an error, not a lack. */
async function projectOf(app: App): Promise<Project | undefined> {
  try {
    return await app.project();
  } catch (error) {
    if (error instanceof PortcullisError && error.code === 'POLICY_NOT_FOUND') return undefined;
    throw error;
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => (done ??= work());
}

async function documentationOf(app: App, project: Project | undefined): Promise<readonly PublishedDocumentation[]> {
  const audience = project?.documentation.audience ?? 'public';
  const found: PublishedDocumentation[] = [];
  for (const { name } of project?.apis ?? []) {
    const { files, unpublishable, operations } = await buildDocs(app, { api: name, audience, since: undefined });
    const digest =
      files.length === 0 ? '' : sha256(files.map(({ path, text }) => `${path}\n${sha256(text)}\n`).join(''));
    found.push({ api: name, audience, operations, files: files.length, digest, unpublishable: unpublishable.length });
  }
  return found;
}
