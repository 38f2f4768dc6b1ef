import { PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { ConsoleRole, ConsoleToken, ConsoleUser } from '../store/console.js';
import type { Store } from '../store/store.js';
import { Sessions } from './sessions.js';

type People = Pick<Store, 'console'>;

const dayMillis = 86_400_000;
/** As in an address, on a command line and in a log. */
const nameForm = /^[^\p{Cc}:/\s][^\p{Cc}:/]{0,99}$/u;

function checkName(name: string): void {
  if (nameForm.test(name)) return;
  throw new PortcullisError('USAGE', 'This name cannot be used', { expected: '1 to 100 characters without / and :' });
}

/** Adds a person with a password for once. Throws `USAGE`. */
export async function addPerson(
  { console: people }: People,
  { name, role }: { readonly name: string; readonly role: ConsoleRole },
): Promise<{ readonly user: ConsoleUser; readonly password: string }> {
  checkName(name);
  const { password, hash } = await new Sessions(people).oneTime();
  const user = {
    name,
    role,
    via: 'password',
    mustChangePassword: true,
    disabled: false,
    createdAt: Date.now(),
  } as const;
  await people.addUser(user, hash);
  return { user, password };
}

/** A password for once in place of the one that was forgotten. Throws `NOT_FOUND`, and `USAGE` for single sign-on. */
export async function resetPassword({ console: people }: People, name: string): Promise<string> {
  const user = await people.user(name);
  if (user?.via === 'sso') throw new PortcullisError('USAGE', 'This person logs in at the provider');
  const { password, hash } = await new Sessions(people).oneTime();
  await people.changeUser(name, { password: hash, mustChangePassword: true });
  return password;
}

/** A token for a program: its text is nowhere but here. Throws `USAGE`. */
export async function addToken(
  { console: people }: People,
  {
    name,
    role,
    days,
    by,
  }: { readonly name: string; readonly role: ConsoleRole; readonly days: number; readonly by: string },
): Promise<{ readonly token: string; readonly record: Omit<ConsoleToken, 'createdAt'> }> {
  checkName(name);
  const record = { id: uuidv7(), name, role, createdBy: by, expiresAt: Date.now() + days * dayMillis };
  return { token: await new Sessions(people).addToken(record), record };
}
