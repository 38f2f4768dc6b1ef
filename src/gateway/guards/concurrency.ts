import { deny } from '../denial.js';
import type { Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { memoryLeases } from '../leases.js';

/** CWE-362. At most so many calls at once for one caller or one object: closes races such as redeeming a coupon twice. */
export default defineGuard({
  id: 'concurrency',
  phase: 'throttle',
  title: 'Calls at once',
  monitorable: true,
  settings: ['concurrency'],

  compile({ id, policy: { concurrency } }, { model, services }) {
    if (!concurrency) return null;
    const { limit, per } = concurrency;
    const leases = services.leases ?? memoryLeases();
    return (exchange) => {
      // The client left while an earlier guard waited: a lease would never come back.
      if (exchange.over) return undefined;
      const giveBack = leases.take(`${model.name} ${id} ${keyOf(exchange, per)}`, limit);
      if (!giveBack) return deny('RATE_LIMITED', { headers: { 'retry-after': '1' }, detail: { limit: 'concurrency' } });
      exchange.onEnd.push(giveBack);
      return undefined;
    };
  },
});

function keyOf(exchange: Exchange, per: 'principal' | { readonly path: string }): string {
  if (per === 'principal') return exchange.principal?.id ?? exchange.client.key;
  // Without the parameter all calls share one key: nobody gets more than the limit.
  return exchange.pathParams[per.path] ?? '';
}
