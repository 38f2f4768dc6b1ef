import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** OWASP API9:2023. After its date an operation is gone; before it, answers name the date (RFC 8594). */
export default defineGuard({
  id: 'sunset',
  phase: 'route',
  title: 'Sunset',
  monitorable: true,
  settings: ['sunset'],

  compile({ policy: { sunset } }, { services: { clock } }) {
    if (sunset === undefined) return null;
    const time = Date.parse(sunset);
    const header = new Date(time).toUTCString();
    return ({ responseHeaders }) => {
      responseHeaders['sunset'] = header;
      // A date that is no date denies.
      return clock.now() < time ? undefined : deny('OPERATION_UNKNOWN', { detail: { sunset } });
    };
  },
});
