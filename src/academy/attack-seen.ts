import type { AttackPattern } from './lesson.js';

/** An exchange with the service of a lab. */
export interface LabExchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
  readonly status: number;
  /** Header lines, an empty line, the body. */
  readonly answer: string;
}

/** Subject of the token as it says itself, `none` without one: in a lab it is only told apart, nothing hangs on it. */
export function subjectOf(authorization: string | undefined): string {
  const claims = /^Bearer [\w-]+\.([\w-]+)\./i.exec(authorization ?? '')?.[1];
  if (claims === undefined) return 'none';
  try {
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { readonly sub?: unknown };
    return String(sub);
  } catch {
    return 'none';
  }
}

const matches = (pattern: string | undefined, text: string) => pattern === undefined || new RegExp(pattern).test(text);

/** Whether the exchange is one of those that the attack of a lesson leaves. */
export function isAttack(pattern: AttackPattern, exchange: LabExchange): boolean {
  return (
    matches(`^${pattern.call}$`, `${exchange.method} ${exchange.url}`) &&
    (pattern.by === undefined || subjectOf(exchange.authorization) === pattern.by) &&
    (pattern.status === undefined || exchange.status === pattern.status) &&
    matches(pattern.body, exchange.body) &&
    matches(pattern.answer, exchange.answer)
  );
}
