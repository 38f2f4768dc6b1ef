import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

const headerNames = ['x-http-method-override', 'x-http-method', 'x-method-override'];
const parameter = /(?:^|&)(?:_|%5f)method(?:=|&|$)/i;

/** CWE-650. A server that obeys an override runs another operation than the one that was judged. */
export default defineGuard({
  id: 'method-override',
  phase: 'route',
  title: 'Method override',
  monitorable: false,
  settings: [],

  compile({ parameters }) {
    const declared = new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`));
    const refused = headerNames.filter((name) => !declared.has(`header ${name}`));
    const refusesQuery = !declared.has('query _method');
    return ({ headers, query }) => {
      const overrides = refused.some((name) => headers[name] !== undefined);
      return overrides || (refusesQuery && query !== '' && parameter.test(query))
        ? deny('METHOD_OVERRIDE_REFUSED')
        : undefined;
    };
  },
});
