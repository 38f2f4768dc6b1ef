import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { ApiModel, Project } from '../model/types.js';
import type { StoredFinding } from '../store/store.js';
import type { App } from './app.js';

/** A recorded finding with the model it is about, as the policy stands now. */
export interface Located {
  readonly stored: StoredFinding;
  readonly model: ApiModel;
  readonly project: Project;
}

/** Throws `NOT_FOUND` for an unknown finding, or one of an API that the policy does not have any more. */
export async function locateFinding(app: App, fingerprint: string): Promise<Located> {
  const store = await app.store();
  const stored = await store.findings.get(fingerprint);
  const project = await app.project();
  const { api } = stored.finding;
  const model = project.apis.find(({ name }) => name === api);
  if (model) return { stored, model, project };
  const names = project.apis.map(({ name }) => name);
  throw new PortcullisError('NOT_FOUND', `The finding is about the API "${api}", which the policy does not have`, {
    expected: `one of ${names.join(', ')}`,
    hint: didYouMean(api, names),
  });
}
