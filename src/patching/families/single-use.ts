import { textFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch } from '../family.js';
import { bodyTricks, pathTricks, trustTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** OWASP API6:2023, CWE-362. Calls about one object wait their turn: of parallel ones, one passes. */
export default defineFamily({
  id: 'single-use',
  title: 'A single-use action can be raced',
  closes: ['single-use-raced'],
  rewrites: false,
  patch({ finding, operation }) {
    if (!operation) return impossible('The operation is not in the contract.');
    if (operation.policy.concurrency && isInForce(operation, 'concurrency'))
      return covered('concurrency', 'Calls about one object are already let through one at a time.');
    const parameter = finding.part?.in === 'path' ? finding.part.name : textFact(finding, 'pathParameter');
    if (parameter === undefined)
      return impossible('What is used up is not named in the path. Make the action atomic in the code.');
    return patch('concurrency', { concurrency: { limit: 1, per: { path: parameter } } });
  },
  variants: ({ finding: { replay } }) =>
    replay
      ? [...changeEach(replay, pathTricks), ...changeEach(replay, trustTricks), ...changeEach(replay, bodyTricks)]
      : [],
});
