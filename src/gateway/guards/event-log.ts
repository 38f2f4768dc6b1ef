import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** How long reads are served while nothing can be recorded. */
const readsMillis = 60_000;

/** The log is tried again every second. */
const retrySeconds = 5;

/**
 * CWE-778, OWASP Logging Cheat Sheet ("what if logging fails"). What cannot be recorded is not done: writes at once,
 * reads after a minute. Until then they are counted.
 */
export default defineGuard({
  id: 'event-log',
  phase: 'connect',
  title: 'Nothing unrecorded',
  monitorable: true,
  settings: [],

  compile({ isRead }, { services: { eventLog } }) {
    if (!eventLog || eventLog.onFailure === 'open') return null;
    const { sink } = eventLog;
    const servedMillis = isRead && eventLog.onFailure === 'reads' ? readsMillis : 0;
    return () => {
      const failing = sink.failingForMillis;
      if (failing === undefined || failing < servedMillis) return undefined;
      return deny('LOG_UNAVAILABLE', { headers: { 'retry-after': String(retrySeconds) } });
    };
  },
});
