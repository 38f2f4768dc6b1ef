import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { memoryLeases, type Lease } from '../leases.js';

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
      const lease = leases.take(`${model.name} ${id} ${keyOf(exchange, per)}`, limit);
      return lease instanceof Promise ? lease.then((late) => hold(exchange, late)) : hold(exchange, lease);
    };
  },
});

function hold(exchange: Exchange, lease: Lease): Denial | undefined {
  if (!lease) return deny('RATE_LIMITED', { headers: { 'retry-after': '1' }, detail: { limit: 'concurrency' } });
  // The client left while it was asked for.
  if (exchange.over) lease();
  else exchange.onEnd.push(lease);
  return undefined;
}

function keyOf(exchange: Exchange, per: 'principal' | { readonly path: string }): string {
  if (per === 'principal') return exchange.principal?.id ?? exchange.client.key;
  // Without the parameter all calls share one key: nobody gets more than the limit.
  return exchange.pathParams[per.path] ?? '';
}
