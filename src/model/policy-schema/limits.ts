import { closed, matching, oneOf, whole } from './schema.js';

/** `limits` of the policy: where calls are counted. What is counted stands in `defaults` and `operations`. */
export const limitsSchema = closed('Where calls are counted, and how many are judged at once.', {
  store: {
    ...oneOf('In each worker, or in Redis (or Valkey) for several workers and machines together.', 'memory', 'redis'),
    default: 'memory',
  },
  url: matching(
    'a redis:// or rediss:// URL, or ${env:NAME}',
    '^(rediss?://|\\$\\{)',
    'Address of the server. With a password: a reference.',
  ),
  onFailure: {
    ...oneOf(
      'While the store is away: every gateway allows its part of each limit, nothing, or everything.',
      'local',
      'closed',
      'open',
    ),
    default: 'local',
  },
  nodes: whole('Gateways that share the store; default 1. With `local` each allows limit / nodes.', 1, 10_000),
  maxConcurrent: whole(
    'Requests at once in one worker. Beyond it requests wait in turn by client, then get 503; default no bound.',
    1,
    100_000,
  ),
});
