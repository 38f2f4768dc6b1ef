import { covered, defineFamily, impossible, inForce, isInForce, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** The contract refuses such a call; that it is held to the contract is all there is to do. */
function enforced({ finding, operation }: Subject) {
  if (!operation) return impossible('The operation is not in the contract.');
  const guard = finding.part?.in === 'body' || finding.facts?.mediaType !== undefined ? 'body' : 'parameters';
  return isInForce(operation, guard) ? covered(guard, 'The gateway holds calls to the contract.') : inForce(guard);
}

/** Where the type itself is what is wrong, one that the contract has is no attack. */
const { 'charset in another case': _, ...otherTypes } = bodyTricks;

/** OWASP API8:2023, CWE-20, CWE-248. Input that the contract forbids does not get to the API. */
export default defineFamily({
  id: 'enforced-contract',
  title: 'Input that the contract forbids has an effect',
  closes: ['server-error-on-invalid-input', 'invalid-input-accepted', 'wrong-content-type-accepted'],
  rewrites: false,
  patch: enforced,
  variants: ({ finding: { replay, facts } }) =>
    replay
      ? [
          ...changeEach(replay, facts?.mediaType === undefined ? bodyTricks : otherTypes),
          ...changeEach(replay, pathTricks),
        ]
      : [],
});
