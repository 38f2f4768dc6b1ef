import { covered, defineFamily } from '../family.js';

/** CWE-444, RFC 9112 6.1, 11.2. A message that two servers may read differently is refused, and the connection closed. */
export default defineFamily({
  id: 'message-framing',
  title: 'Two servers read one message differently',
  closes: ['request-smuggling-discrepancy'],
  rewrites: false,
  patch: () =>
    covered(
      'message',
      'Requests with two lengths, or a length that can be read in two ways, are refused in every mode.',
    ),
  // The check itself tries each way to write it; a replay holds the one that worked.
  variants: () => [],
});
