import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/**
 * Keeps out, or slows down, whom a detection named, until the block expires. After authentication: then a person is not
 * taken for a stranger at the same address.
 */
export default defineGuard({
  id: 'blocked-actor',
  phase: 'throttle',
  title: 'Blocked actors',
  monitorable: true,
  settings: [],

  compile(_operation, { services: { blocks, marks, clock } }) {
    if (!blocks || !marks) return null;
    return function refuseBlocked(exchange) {
      const verdict = blocks.judge(exchange, marks, clock.now());
      if (!verdict) return undefined;
      const headers = { 'retry-after': String(verdict.retryAfterSeconds) };
      return deny(verdict.effect === 'block' ? 'ACTOR_BLOCKED' : 'ACTOR_THROTTLED', { headers });
    };
  },
});
