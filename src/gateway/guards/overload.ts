import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** OWASP API4:2023, CWE-400. Beyond `limits.maxConcurrent` requests wait in turn by client address, then get 503. */
export default defineGuard({
  id: 'overload',
  phase: 'connect',
  title: 'Requests at once in one worker',
  monitorable: false,
  settings: [],

  compile({ responses }, { services: { admission } }) {
    // A WebSocket stays for hours; `socketsPerPrincipal` bounds it.
    if (!admission || responses.some(({ status }) => status === '101')) return null;
    return (exchange) => {
      const place = admission.enter(exchange.client.key);
      exchange.onEnd.push(place.leave);
      return place.admitted instanceof Promise ? place.admitted.then(verdict) : verdict(place.admitted);
    };
  },
});

function verdict(admitted: boolean) {
  return admitted ? undefined : deny('OVERLOADED', { headers: { 'retry-after': '1' } });
}
