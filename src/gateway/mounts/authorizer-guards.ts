import type { Operation } from '../../model/types.js';
import { deny } from '../denial.js';
import { defineGuard, type Guard } from '../guard.js';

/** What becomes of operations that take a body, which an authorizer never sees. */
export type BodyRule = 'partly' | 'deny';

/** Guards that judge nothing but the body. */
const ofBody = new Set(['body', 'graphql', 'sanitize', 'write-properties']);

/** Guards that an authorizer cannot keep up behind its answer. */
const ofCourse = new Set(['concurrency']);

const refuseBodies = defineGuard({
  id: 'authorizer-body',
  phase: 'connect',
  title: 'Bodies that cannot be judged here',
  monitorable: false,
  settings: [],
  compile: (operation) => {
    if (!takesBody(operation)) return null;
    return () => deny('GUARD_FAILED', { detail: { reason: 'an authorizer does not see the body' } });
  },
});

export function takesBody({ body }: Operation): boolean {
  return body !== undefined && body.content.length > 0;
}

/** The guards of the gateway as far as they can judge without the body and without the answer. */
export function authorizerGuards(guards: Iterable<Guard>, bodies: BodyRule): readonly Guard[] {
  const kept = [...guards].flatMap((guard) => {
    if (ofCourse.has(guard.id)) return [];
    return [ofBody.has(guard.id) ? withoutBodies(guard) : guard];
  });
  return bodies === 'deny' ? [refuseBodies, ...kept] : kept;
}

/** Left for operations that take no body: GraphQL by GET is judged. */
function withoutBodies(guard: Guard): Guard {
  return {
    ...guard,
    compile: (operation, context) => (takesBody(operation) ? null : (guard.compile?.(operation, context) ?? null)),
  };
}
