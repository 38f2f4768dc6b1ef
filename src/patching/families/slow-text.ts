import { numberFact, textsFact } from '../facts.js';
import { bound, constraintPlace, covered, defineFamily, impossible, isInForce, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

/** Read in one pass: each part ends at a character that it does not have. */
const address = '^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}$';
const longestAddress = 254;

/** OWASP API4:2023, CWE-1333. Texts that the pattern refuses slowly do not get to it. */
function shorten({ finding, operation }: Subject) {
  const place = constraintPlace(finding);
  const harmless = numberFact(finding, 'maximumLength');
  if (!place || !operation || harmless === undefined) return impossible('The place of the text is not known.');
  const observed = textsFact(finding, 'observed');
  const isShaped = operation.policy.constraints.some(
    (each) => each.in === place.in && each.name === place.name && each.pointer === place.pointer,
  );
  if (isShaped && isInForce(operation, 'constraints'))
    return covered('constraints', 'The policy bounds the text already.');
  if (observed.length > 0 && observed.every((value) => new RegExp(address, 'u').test(value)))
    return bound(place, { type: 'string', pattern: address, maxLength: longestAddress });
  if (observed.every((value) => value.length <= harmless))
    return bound(place, { type: ['string', 'number'], maxLength: harmless });
  return impossible(
    'Legitimate texts are as long as the slow ones. Mend the pattern, or use an engine that reads each character once.',
  );
}

/** Longer and longer. */
const grown =
  (payload: string, by: number): Change =>
  ({ body, path, ...request }) => {
    const longer = payload.slice(0, -1) + payload.at(-2)!.repeat(by) + payload.at(-1)!;
    return {
      ...request,
      path: path.replaceAll(encodeURIComponent(payload), encodeURIComponent(longer)),
      ...(body === undefined ? {} : { body: body.replaceAll(payload, longer) }),
    };
  };

export default defineFamily({
  id: 'slow-text',
  title: 'A text takes ever longer to refuse',
  closes: ['regex-denial-of-service'],
  rewrites: false,
  patch: shorten,
  variants({ finding }) {
    const { replay } = finding;
    const [payload] = textsFact(finding, 'payloads');
    if (!replay || payload === undefined || payload.length < 2) return [];
    return [
      ...changeEach(replay, { 'two more': grown(payload, 2), 'four more': grown(payload, 4) }),
      ...changeEach(replay, bodyTricks),
      ...changeEach(replay, pathTricks),
    ];
  },
});
