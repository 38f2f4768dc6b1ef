import { closed, text, whole, type PolicySchema } from './schema.js';

/** `store` of the policy: where everything is kept that outlives a process. */
export const storeSchema: PolicySchema = {
  ...closed(
    'A PostgreSQL database (15 or newer) that keeps keys, findings, events and the audit log for several machines. Without it they are files in the data folder.',
    {
      url: text(
        'an address such as ${env:DATABASE_URL}',
        '`postgres://USER:PASSWORD@HOST:PORT/DATABASE`, the password as a reference. Off this machine TLS is the default (`sslmode=verify-full`).',
      ),
      connections: { ...whole('Connections of each process; default 4.', 1, 50) },
    },
    ['url'],
  ),
};
