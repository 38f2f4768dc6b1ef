import { covered, defineFamily, impossible, isInForce, patch } from '../family.js';
import { pathTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

const renamed =
  (name: string, to: string): Change =>
  (request) => ({ ...request, path: request.path.replace(new RegExp(`([?&])${name}=`), `$1${to}=`) });

const hex = (text: string) => `%${text.charCodeAt(0).toString(16)}`;

/** OWASP API9:2023, CWE-1059. Parameters that the contract does not have are not passed on. */
export default defineFamily({
  id: 'unknown-parameter',
  title: 'A parameter works that the contract does not have',
  closes: ['undocumented-parameter'],
  rewrites: false,
  patch({ operation }) {
    if (!operation) return impossible('The operation is not in the contract.');
    if (operation.policy.unknownParameters === 'deny' && isInForce(operation, 'parameters'))
      return covered('parameters', 'Parameters that the contract does not declare are refused.');
    return patch('parameters', { unknownParameters: 'deny' });
  },
  variants({ finding: { replay, part } }) {
    const name = part?.name;
    if (!replay || name === undefined) return [];
    return [
      ...changeEach(replay, {
        'name with an encoded letter': renamed(name, hex(name) + name.slice(1)),
        'name in capitals': renamed(name, name.toUpperCase()),
        'as a list': renamed(name, `${name}[]`),
        'as a member': renamed(name, `${name}[0]`),
        'name with a blank behind': renamed(name, `${name}+`),
      }),
      ...changeEach(replay, pathTricks),
    ];
  },
});
