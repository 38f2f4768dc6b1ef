import { AsyncLocalStorage } from 'node:async_hooks';
import { userInfo } from 'node:os';

const acting = new AsyncLocalStorage<string>();

/** Who is at work: a person of the console while its request is answered, else the user of this process. */
export function currentActor(): string {
  return acting.getStore() ?? userInfo().username;
}

/** Does the work in the name of a person: what it writes to the audit log and to events says so. */
export function actingAs<T>(name: string, work: () => T): T {
  return acting.run(name, work);
}
