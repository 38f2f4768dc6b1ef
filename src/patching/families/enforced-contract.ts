import { covered, defineFamily, impossible, isInForce, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** The contract refuses such a call; that it is held to the contract is all there is to do. */
function enforced({ finding, operation }: Subject) {
  if (!operation) return impossible('The operation is not in the contract.');
  const guard = finding.part?.in === 'body' ? 'body' : 'parameters';
  if (isInForce(operation, guard)) return covered(guard, 'The gateway holds calls to the contract.');
  return impossible(
    'The contract is only watched here: set `mode: enforce` at the operation, and calls are held to it.',
  );
}

/** OWASP API8:2023, CWE-20, CWE-248. Input that the contract forbids does not get to the API. */
export default defineFamily({
  id: 'enforced-contract',
  title: 'Input that the contract forbids has an effect',
  closes: ['server-error-on-invalid-input', 'invalid-input-accepted', 'wrong-content-type-accepted'],
  rewrites: false,
  patch: enforced,
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, bodyTricks), ...changeEach(replay, pathTricks)] : [],
});
