import { numberFact } from '../facts.js';
import { covered, defineFamily, impossible, patch } from '../family.js';
import { changeEach, pathTricks } from '../variant.js';

const replaceNumber = (path: string, name: string, value: string) =>
  path.replace(new RegExp(`([?&]${name.replace(/[^\w-]/g, '\\$&')}=)[^&]*`), `$1${value}`);

/** OWASP API4:2023 and API6:2023, CWE-770, CWE-840. A number beyond what makes sense is refused. */
export default defineFamily({
  id: 'bounds',
  title: 'A value beyond every bound is accepted',
  closes: ['page-size-unbounded', 'value-negative-or-overflowing'],
  rewrites: false,
  patch({ finding, operation }) {
    const part = finding.part;
    if (!operation || !part) return impossible('The place of the value is not known.');
    if (finding.facts?.boundedByContract === true && operation.policy.mode === 'enforce') {
      return covered(
        part.in === 'body' ? 'body' : 'parameters',
        'The contract bounds the value and the gateway holds calls to it.',
      );
    }
    const maximum = numberFact(finding, 'maximum');
    const minimum = numberFact(finding, 'minimum') ?? 0;
    const schema = { type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) };
    return patch('constraints', {
      constraints: [
        {
          in: part.in,
          ...(part.name ? { name: part.name } : {}),
          ...(part.pointer ? { pointer: part.pointer } : {}),
          schema,
        },
      ],
    });
  },
  variants({ finding: { replay, part } }) {
    if (!replay) return [];
    const name = part?.in === 'query' ? part.name : undefined;
    if (name === undefined) return changeEach(replay, pathTricks);
    return [
      ...changeEach(replay, {
        'as exponent': (request) => ({ ...request, path: replaceNumber(request.path, name, '1e9') }),
        'with a plus sign': (request) => ({ ...request, path: replaceNumber(request.path, name, '%2B100000') }),
        'with a space': (request) => ({ ...request, path: replaceNumber(request.path, name, '%20100000') }),
        'in hexadecimal': (request) => ({ ...request, path: replaceNumber(request.path, name, '0x186a0') }),
        'twice, small one first': (request) => ({
          ...request,
          path: `${replaceNumber(request.path, name, '1')}&${name}=100000`,
        }),
        'twice, small one last': (request) => ({ ...request, path: `${request.path}&${name}=1` }),
        'as a list': (request) => ({ ...request, path: request.path.replace(`${name}=`, `${name}[]=`) }),
        'encoded name': (request) => ({
          ...request,
          path: request.path.replace(`${name}=`, `%${name.charCodeAt(0).toString(16)}${name.slice(1)}=`),
        }),
      }),
      ...changeEach(replay, pathTricks),
    ];
  },
});
