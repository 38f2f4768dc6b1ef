import { covered, defineFamily, impossible } from '../family.js';
import { methodTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** OWASP API9:2023, CWE-1059, CWE-489. What the contract does not name is not passed on. */
export default defineFamily({
  id: 'unknown-operation',
  title: 'The API answers calls that its contract does not have',
  closes: [
    'undocumented-operation',
    'debug-operation-exposed',
    'directory-listed',
    'trace-enabled',
    'graphql-over-get',
  ],
  rewrites: false,
  patch: ({ model }) =>
    model.unknownOperations === 'deny'
      ? covered('route', 'The gateway refuses operations that are not in the contract.')
      : impossible('The policy lets unknown operations through: set defaults.unknownOperations to deny.'),
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, pathTricks), ...changeEach(replay, methodTricks)] : [],
});
