import { allowOrigin, isForeignOrigin } from '../cors.js';
import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** CWE-942. Only listed origins may call from a browser. Before authentication, so that a page can read a denial. */
export default defineGuard({
  id: 'cors',
  phase: 'connect',
  title: 'Origins',
  monitorable: true,
  settings: ['cors'],

  compile({ policy: { cors } }) {
    if (!cors) return null;
    return ({ headers, client, responseHeaders }) => {
      if (allowOrigin(cors, headers.origin, responseHeaders)) return undefined;
      return isForeignOrigin(headers.origin, client.host ?? headers.host) ? deny('ORIGIN_REFUSED') : undefined;
    };
  },
});
