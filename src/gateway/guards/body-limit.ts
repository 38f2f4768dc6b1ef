import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** OWASP API4:2023, CWE-770. Refuses by `Content-Length`, before a byte of the body is read; chunked bodies are counted. */
export default defineGuard({
  id: 'body-limit',
  phase: 'connect',
  title: 'Body size',
  monitorable: false,
  settings: ['bodyLimitBytes'],

  compile({ policy: { bodyLimitBytes } }) {
    return ({ headers }) => {
      const length = headers['content-length'];
      return length !== undefined && Number(length) > bodyLimitBytes ? deny('BODY_TOO_LARGE') : undefined;
    };
  },
});
