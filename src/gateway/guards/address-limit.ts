import { defineGuard } from '../guard.js';
import { isAddressLimit } from '../rate-keys.js';
import { throttle } from '../throttle.js';

/** OWASP API4:2023, CWE-770. Limits per address run before any signature is checked: checking one costs 160 us. */
export default defineGuard({
  id: 'address-limit',
  phase: 'route',
  title: 'Rate limit per address',
  monitorable: true,
  settings: ['rateLimits'],

  compile({ policy }, { model, services }) {
    return throttle(policy.rateLimits.filter(isAddressLimit), model.name, services.limiter);
  },
});
