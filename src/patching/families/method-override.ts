import { covered, defineFamily, impossible } from '../family.js';
import { changeEach, type Change } from '../variant.js';

const asking =
  (name: string): Change =>
  (request) => ({ ...request, headers: { ...request.headers, [name]: 'DELETE' } });

/** CWE-650. The gateway judges the method that was sent, so it refuses calls that name another. */
export default defineFamily({
  id: 'method-override',
  title: 'A header changes the method of a request',
  closes: ['method-override-honoured'],
  rewrites: false,
  patch: ({ operation }) =>
    operation
      ? covered(
          'method-override',
          'Calls that name another method in a header or parameter are refused, in every mode.',
        )
      : impossible('The operation is not in the contract; the gateway refuses it as unknown.'),
  variants: ({ finding: { replay } }) =>
    replay
      ? changeEach(replay, {
          'X-HTTP-Method-Override': asking('X-HTTP-Method-Override'),
          'x-http-method-override in small letters': asking('x-http-method-override'),
          'X-HTTP-Method': asking('X-HTTP-Method'),
          'X-Method-Override': asking('X-Method-Override'),
          'sent as POST': (request) => ({ ...request, method: 'POST' }),
          'parameter _method': (request) => ({
            ...request,
            path: `${request.path}${request.path.includes('?') ? '&' : '?'}_method=DELETE`,
          }),
          'parameter %5fmethod': (request) => ({
            ...request,
            path: `${request.path}${request.path.includes('?') ? '&' : '?'}%5fmethod=DELETE`,
          }),
        })
      : [],
});
