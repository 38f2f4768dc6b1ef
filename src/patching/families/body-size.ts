import { covered, defineFamily, impossible, patch, takingBodies } from '../family.js';
import { numberFact } from '../facts.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** Where nothing says how long a body may be. */
const usualBytes = 1_048_576;

/** OWASP API4:2023, CWE-770, CWE-409. Bytes are counted as they come, and again as they are decompressed. */
export default defineFamily({
  id: 'body-size',
  title: 'A body of any size is read',
  closes: ['body-size-unlimited', 'decompression-unlimited'],
  rewrites: false,
  patch({ finding, operation }) {
    if (!operation) return impossible('The operation is not in the contract.');
    const bytes = numberFact(finding, 'acceptedBytes') ?? numberFact(finding, 'decompressedBytes');
    if (bytes === undefined) return impossible('It is not known how long a body was accepted.');
    // Both are counted in every mode: nobody must fill the memory because a policy only watches.
    if (operation.policy.bodyLimitBytes < bytes)
      return covered('body-limit', `Bodies beyond ${operation.policy.bodyLimitBytes} bytes are refused.`);
    return patch('body-limit', { bodyLimitBytes: Math.min(usualBytes, Math.max(bytes - 1, 0)) });
  },
  alsoAt: takingBodies,
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, bodyTricks), ...changeEach(replay, pathTricks)] : [],
});
