import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** CWE-444. A body where servers do not look for one is the start of somebody else's request (RFC 9110 9.3.1). */
export default defineGuard({
  id: 'undeclared-body',
  phase: 'connect',
  title: 'Body on a method without one',
  monitorable: false,
  settings: [],

  compile({ body, method }) {
    if (body || !['get', 'head', 'delete', 'options'].includes(method)) return null;
    return ({ headers }) => {
      const length = headers['content-length'];
      const none = headers['transfer-encoding'] === undefined && (length === undefined || Number(length) === 0);
      return none ? undefined : deny('REQUEST_MALFORMED', { detail: { reason: 'undeclared body' } });
    };
  },
});
