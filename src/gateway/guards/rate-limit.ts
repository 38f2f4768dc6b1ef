import { defineGuard } from '../guard.js';
import { isAddressLimit } from '../rate-keys.js';
import { throttle } from '../throttle.js';

/** OWASP API4:2023, CWE-770, CWE-307. Limits per principal, credential, operation or a value of the request. */
export default defineGuard({
  id: 'rate-limit',
  phase: 'throttle',
  title: 'Rate limit',
  monitorable: true,
  settings: ['rateLimits'],

  compile({ policy }, { model, services }) {
    const limits = policy.rateLimits.filter((limit) => !isAddressLimit(limit));
    return throttle(limits, model.name, services.limiter);
  },
});
