import type { ReplayRequest } from '../../core/replay.js';
import { numberFact } from '../facts.js';
import { bound, constraintPlace, covered, defineFamily, impossible, isInForce, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach, type Change, type Variant } from '../variant.js';

/** OWASP API4:2023 and API6:2023, CWE-770, CWE-1284. A number beyond what makes sense is refused. */
function numberBound({ finding, operation }: Subject) {
  const place = constraintPlace(finding);
  if (!operation || !place) return impossible('The place of the value is not known.');
  const guard = place.in === 'body' ? 'body' : 'parameters';
  if (finding.facts?.boundedByContract === true && isInForce(operation, guard))
    return covered(guard, 'The contract bounds the value and the gateway holds calls to it.');
  const [minimum, maximum] = [numberFact(finding, 'minimum'), numberFact(finding, 'maximum')];
  if (minimum === undefined && maximum === undefined)
    return impossible('It is not known which values make sense: bound it under operations.<id>.constraints.');
  return bound(place, {
    type: 'number',
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  });
}

const literal = (text: string) => text.replace(/[^\w]/g, '\\$&');

/** Changes the value of one query parameter; undefined where the request does not have it. */
const onValue =
  (name: string, change: (value: string) => string): Change =>
  (request: ReplayRequest) => ({
    ...request,
    path: request.path.replace(
      new RegExp(`([?&]${literal(name)}=)([^&]*)`),
      (_, start: string, value: string) => start + change(value),
    ),
  });

function queryVariants(name: string): Readonly<Record<string, Change>> {
  const encoded = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
  const renamed = (to: string) => (request: ReplayRequest) => ({
    ...request,
    path: request.path.replace(new RegExp(`([?&])${literal(name)}=`), `$1${to}=`),
  });
  return {
    'as exponent': onValue(name, (value) => `${value}e1`),
    'with decimals': onValue(name, (value) => `${value}.0`),
    'with a plus sign': onValue(name, (value) => `%2B${value}`),
    'with a space': onValue(name, (value) => `%20${value}`),
    'with zeros in front': onValue(name, (value) => `000${value}`),
    'in hexadecimal': onValue(name, (value) => `0x${Number(value).toString(16)}`),
    'twice, small one first': (request) => onValue(name, (value) => `1&${name}=${value}`)(request),
    'twice, small one last': (request) => onValue(name, (value) => `${value}&${name}=1`)(request),
    'as a list': renamed(`${name}[]`),
    'encoded name': renamed(encoded),
  };
}

/** The number written in other ways that JSON has. */
function bodyVariants(pointer: string): Readonly<Record<string, Change>> {
  const name = pointer.split('/').at(-1) ?? '';
  const member = new RegExp(`("${literal(name)}"\\s*:\\s*)(-?[0-9.]+)`, 'g');
  const written = (form: (value: string) => string): Change => {
    return ({ body, ...request }) =>
      body === undefined
        ? undefined
        : { ...request, body: body.replace(member, (_, start: string, value: string) => start + form(value)) };
  };
  return {
    'with decimals': written((value) => (value.includes('.') ? value : `${value}.0`)),
    'as exponent': written((value) => `${value}e0`),
    'as a text': written((value) => `"${value}"`),
    'in a list': written((value) => `[${value}]`),
  };
}

export default defineFamily({
  id: 'bounds',
  title: 'A value beyond every bound is accepted',
  closes: ['page-size-unbounded', 'value-negative-or-overflowing'],
  rewrites: false,
  patch: numberBound,
  variants({ finding: { replay, part } }): readonly Variant[] {
    if (!replay) return [];
    const own = part?.in === 'query' && part.name !== undefined ? queryVariants(part.name) : {};
    const inBody = part?.in === 'body' && part.pointer !== undefined ? bodyVariants(part.pointer) : {};
    return [
      ...changeEach(replay, own),
      ...changeEach(replay, inBody),
      ...changeEach(replay, bodyTricks),
      ...changeEach(replay, pathTricks),
    ];
  },
});
