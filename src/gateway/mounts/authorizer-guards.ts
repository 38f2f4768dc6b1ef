import type { Operation } from '../../model/types.js';
import { allowOrigin, isForeignOrigin } from '../cors.js';
import { deny } from '../denial.js';
import { defineGuard, type Guard, type RequestHandler } from '../guard.js';
import { knowledgeOf } from './asked-body.js';

/** What becomes of operations that take a body when it did not come with the question. */
export type BodyRule = 'partly' | 'deny';

/** Guards that judge nothing but the body. */
const ofBody = new Set(['body', 'graphql', 'write-properties']);

/** Guards that an authorizer cannot keep up behind its answer, or whose work nobody would send on. */
const ofCourse = new Set(['concurrency', 'sanitize']);

const refuseBodies = defineGuard({
  id: 'authorizer-body',
  phase: 'connect',
  title: 'Bodies that cannot be judged here',
  monitorable: false,
  settings: [],
  compile: (operation) => {
    if (!takesBody(operation)) return null;
    return (exchange) => {
      if (knowledgeOf(exchange) !== 'unseen') return undefined;
      return deny('GUARD_FAILED', { detail: { reason: 'the body did not come with the question' } });
    };
  },
});

/** The gateway checks this when it opens a WebSocket; here somebody else opens it (CWE-1385). */
const webSocketOrigin = defineGuard({
  id: 'authorizer-origin',
  phase: 'connect',
  title: 'Pages that may open a WebSocket',
  monitorable: true,
  settings: ['cors'],
  compile: ({ responses, policy: { cors } }) => {
    if (!responses.some(({ status }) => status === '101')) return null;
    return ({ headers: { origin, host } }) => {
      const isAllowed = (cors && allowOrigin(cors, origin, {})) || !isForeignOrigin(origin, host);
      return isAllowed ? undefined : deny('ORIGIN_REFUSED');
    };
  },
});

export function takesBody({ body }: Operation): boolean {
  return body !== undefined && body.content.length > 0;
}

/** The guards of the gateway as far as they can judge without the answer, and without the body when it did not come. */
export function authorizerGuards(guards: Iterable<Guard>, bodies: BodyRule): readonly Guard[] {
  const kept = [...guards].flatMap((guard) => {
    if (ofCourse.has(guard.id)) return [];
    return [{ ...(ofBody.has(guard.id) ? whereSeen(guard) : guard), compileAnswer: () => null }];
  });
  return [webSocketOrigin, ...(bodies === 'deny' ? [refuseBodies] : []), ...kept];
}

/** Judges operations that take no body as always (GraphQL by GET), others when the body came. */
function whereSeen(guard: Guard): Guard {
  return {
    ...guard,
    compile: (operation, context) => {
      const handler = guard.compile?.(operation, context) ?? null;
      return handler && takesBody(operation) ? unlessUnseen(handler) : handler;
    },
  };
}

function unlessUnseen(handler: RequestHandler): RequestHandler {
  return (exchange) => (knowledgeOf(exchange) === 'unseen' ? undefined : handler(exchange));
}
