import { defineDetector } from '../detection/detector.js';
import { LruMap } from '../detection/lru-map.js';
import type { Step } from '../detection/scenario.js';

const mostTokens = 200_000;
const context = { operation: () => ({ isRefresh: true }) };

const refresh = (at: number, session = 'token001', status = 200): Step => ({
  at,
  kind: 'access',
  operationId: 'refreshToken',
  client: '198.51.100.7',
  session,
  status,
});

/** RFC 9700 4.14.2. A refresh token that rotates is spent once: who comes second, or came first, is a thief. */
export default defineDetector({
  id: 'refresh-token-replay',
  number: 13,
  title: 'Refresh token used twice',
  version: 1,
  severity: 'high',
  attack: 'T1550.001',
  owasp: 'authn_token_reuse',
  kinds: ['access', 'denial'],
  needs: ['session', 'operationId'],
  thresholds: { retrySeconds: { default: 10, describe: 'seconds in which a client may try again', minimum: 0 } },
  dedupSeconds: 3600,
  response: ['revoke', 'alert'],
  acts: true,
  guard: 'a client whose answer was lost tries again at once',
  runbook: 'Revoke all tokens of the session at the issuer, and ask the person to log in again.',

  start({ retrySeconds }) {
    const spent = new LruMap<string, number>(mostTokens);
    return {
      see(seen) {
        if (!seen.facts.isRefresh) return undefined;
        const { event, now } = seen;
        const at = spent.get(event.session!);
        if (at === undefined) {
          if (seen.isOk) spent.set(event.session!, now);
          return undefined;
        }
        if (now - at <= retrySeconds * 1000) return undefined;
        return {
          summary: `A refresh token came again ${Math.round((now - at) / 1000)} seconds after it was spent`,
          observed: 2,
          threshold: 1,
          windowSeconds: Math.round((now - at) / 1000),
        };
      },
    };
  },

  fires: [
    { name: 'spent again a minute later', context, steps: () => [refresh(0), refresh(60)] },
    {
      name: 'tried again, and refused by the issuer',
      context,
      steps: () => [refresh(0), refresh(60, 'token001', 400)],
    },
  ],
  silent: [
    { name: 'a retry after four seconds', context, steps: () => [refresh(0), refresh(4)] },
    {
      name: 'a new token each time',
      context,
      steps: () => [refresh(0, 'token001'), refresh(600, 'token002'), refresh(1200, 'token003')],
    },
    {
      name: 'a token that was never accepted',
      context,
      steps: () => [refresh(0, 'token001', 400), refresh(60, 'token001', 400)],
    },
  ],
});
