import { PortcullisError } from '../../core/errors.js';
import { didYouMean } from '../../core/nearest.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { wholeNumber, words } from '../parse.js';

const text = (value: string) => value;

export default defineCommand({
  id: 'keys-create',
  words: ['keys', 'create'],
  summary: 'Make an API key; it is shown once',
  examples: [
    'portcullis keys create --name "billing job" --roles support --expires-days 90',
    'portcullis keys create --name mobile --subject 101 --format json',
  ],
  options: {
    name: { flags: '--name <text>', describe: 'what the key is for', parse: text },
    subject: { flags: '--subject <id>', describe: 'whose objects it may touch (principal.subject)', parse: text },
    tenant: { flags: '--tenant <id>', describe: 'whose tenant it belongs to (principal.tenant)', parse: text },
    roles: {
      flags: '--roles <roles>',
      describe: 'comma-separated',
      parse: words('--roles'),
      default: [] as readonly string[],
    },
    scopes: {
      flags: '--scopes <scopes>',
      describe: 'comma-separated',
      parse: words('--scopes'),
      default: [] as readonly string[],
    },
    expiresDays: {
      flags: '--expires-days <n>',
      describe: 'days until it ends',
      parse: wholeNumber('--expires-days', 1, 3650),
    },
  },
  async run({ options: { name, subject, tenant, roles, scopes, expiresDays } }, app) {
    if (!name) throw new PortcullisError('USAGE', 'A key needs a name', { expected: '--name "what it is for"' });
    const project = await app.project();
    const known = new Set(project.apis.flatMap((api) => [...api.roles.keys()]));
    const unknown = roles.find((role) => !known.has(role));
    if (unknown !== undefined) {
      throw new PortcullisError('USAGE', `--roles: the policy has no role "${unknown}"`, {
        expected: [...known].join(', '),
        hint: didYouMean(unknown, known),
      });
    }
    const { createKey } = await import('../../app/keys.js');
    const expiresAt = expiresDays === undefined ? undefined : app.now().getTime() + expiresDays * 86_400_000;
    const { key, record } = await createKey(app, { name, subject, tenant, roles, scopes, expiresAt });
    writeResult(
      app,
      { key, id: record.id, name, roles, scopes, expiresAt: expiresAt ?? null },
      () => `${key}\nThis is the only time the key is shown. Its id is ${record.id}.\n`,
    );
    return 0;
  },
});
