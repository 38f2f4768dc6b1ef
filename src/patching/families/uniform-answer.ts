import { covered, defineFamily, impossible, patch } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** OWASP API2:2023, CWE-204. Known and unknown accounts get one and the same answer. */
export default defineFamily({
  id: 'uniform-answer',
  title: 'Answers tell which accounts exist',
  closes: ['account-enumerable'],
  rewrites: true,
  patch({ finding, operation }) {
    if (!operation) return impossible('The operation is not in the contract.');
    if (operation.policy.response.uniform) return covered('uniform-answer', 'Failures have one answer already.');
    const observed = finding.facts?.statuses;
    const statuses = Array.isArray(observed)
      ? observed.filter((status) => typeof status === 'number' && status >= 400)
      : [];
    if (!statuses.length)
      return impossible(
        'The difference is not in an error answer (a success, or the time it takes): answer alike in the code.',
      );
    return patch('uniform-answer', { response: { uniform: { statuses, status: 401, title: 'Login failed' } } });
  },
  variants: ({ finding: { replay } }) =>
    replay
      ? [
          ...changeEach(replay, { 'charset in another case': bodyTricks['charset in another case']! }),
          ...changeEach(replay, { 'encoded letter': pathTricks['encoded letter']! }),
        ]
      : [],
});
