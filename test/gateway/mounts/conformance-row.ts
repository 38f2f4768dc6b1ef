import type http from 'node:http';
import type { DenialCode } from '../../../src/core/denials.js';

/** What has to be seen for a verdict. */
export type Sight = 'head' | 'body' | 'answer';

/** One exchange and its verdict, the same whichever way it comes in. */
export interface Row {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** The code of the denial, or the status of the answer. */
  readonly expected: DenialCode | number;
  readonly needs: Sight;
  /** The path is sent on in another spelling: whoever cannot change it refuses it (`PATH_AMBIGUOUS`). */
  readonly respelled?: boolean;
  /** The gateway answers by itself, although nothing is denied. */
  readonly own?: boolean;
  /** Fields of the answer; undefined must not be there. */
  readonly fields?: Readonly<Record<string, RegExp | undefined>>;
}

export type Facts = Partial<Pick<Row, 'method' | 'headers' | 'body' | 'needs' | 'own' | 'fields' | 'respelled'>>;

export function row(path: string, expected: Row['expected'], facts: Facts = {}): Row {
  const { method = 'GET', headers = {}, body, needs = body === undefined ? 'head' : 'body', ...more } = facts;
  const name = `${method} ${path} ${JSON.stringify(headers)}${body === undefined ? '' : ` ${String(body).slice(0, 40)}`}`;
  return {
    name: name.slice(0, 160),
    method,
    path,
    headers,
    needs,
    expected,
    ...(body === undefined ? {} : { body }),
    ...more,
  };
}

export const alice = { 'x-key': 'alice-key' };
export const root = { 'x-key': 'root-key' };
export const json = { 'content-type': 'application/json' };

export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
