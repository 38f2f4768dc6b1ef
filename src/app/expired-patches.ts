import { loadPatches } from '../model/patches-file.js';
import type { App } from './app.js';
import { patchesFile } from './patch.js';

/** A warning for each patch that has expired: it goes on denying, so that forgetting it reopens no hole. */
export function expiredPatchWarnings(app: App): readonly string[] {
  const today = app.now().toISOString().slice(0, 10);
  return loadPatches(patchesFile(app))
    .filter(({ expires }) => expires < today)
    .map(
      ({ id, operation, expires }) =>
        `warning: the patch ${id} of ${operation} expired on ${expires} and still denies: mend the code and drop it, or extend it`,
    );
}
