import { denialCodes, type DenialCode } from '../../../src/core/denials.js';
import { call, type Answer } from '../harness.js';
import type { Row, Sight } from './conformance-row.js';
import { Envoy, fieldsIn, type FilterOptions, type Verdict } from './envoy.js';
import {
  authorizerMount,
  expressMount,
  extAuthzMount,
  fastifyMount,
  honoMount,
  nodeMountServer,
  proxyMount,
  type Mounted,
} from './mounts.js';
import { nestMount } from './nest.js';

/** What became of an exchange: the status of an answer, or that the server in front was told to let it pass. */
export interface Outcome {
  readonly status: number | 'passes';
  readonly code: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type Expected = Pick<Outcome, 'status' | 'code'>;

/** Exchanges that come out otherwise at one way in, and why that must be so. */
export interface Difference {
  readonly because: string;
  readonly where: (row: Row) => boolean;
  readonly expected: Expected;
}

/** One way in. */
export interface Way {
  readonly name: string;
  /** The most that it sees of an exchange: what needs more passes here. */
  readonly sees: Sight;
  /** It brings the app's answer; others only say whether a request may pass. */
  readonly answers: boolean;
  /** It may send on another spelling of the path than it was asked about. */
  readonly respells: boolean;
  readonly differences: readonly Difference[];
  start(): Promise<Started>;
}

export interface Started {
  send(row: Row): Promise<Outcome>;
  close(): Promise<void>;
}

const ranks: Readonly<Record<Sight, number>> = { head: 0, body: 1, answer: 2 };
const passes: Expected = { status: 'passes', code: undefined };

const denied = (code: DenialCode): Expected => ({ status: denialCodes[code].status, code });

/** What a row must come to at one way in. */
export function expectedAt(way: Way, row: Row): Expected {
  const difference = way.differences.find(({ where }) => where(row));
  if (difference) return difference.expected;
  if (ranks[row.needs] > ranks[way.sees]) return passes;
  if (row.respelled && !way.respells) return denied('PATH_AMBIGUOUS');
  if (typeof row.expected === 'string') return denied(row.expected);
  return way.answers ? { status: row.expected, code: undefined } : passes;
}

const codeIn = (text: string): string | undefined => /"code":"([A-Z_]+)"/.exec(text)?.[1];

export const ofAnswer = ({ status, text, headers }: Answer): Outcome => ({
  status,
  code: codeIn(text),
  fields: headers,
});

/** Heads that are too long for the parser of Node's server. */
const hostParser: Difference = {
  because: 'the parser of the host refuses heads of more than 16 KiB by itself, so that there is no problem document',
  where: ({ expected, headers }) => expected === 'HEADERS_TOO_LARGE' && headers['x-long'] !== undefined,
  expected: { status: 431, code: undefined },
};

const server = (name: string, start: () => Promise<Mounted>, differences: readonly Difference[] = []): Way => ({
  name,
  sees: 'answer',
  answers: true,
  respells: true,
  differences,
  async start() {
    const mounted = await start();
    return { send: async (row) => ofAnswer(await call(mounted.port, row.path, row)), close: () => mounted.close() };
  },
});

/** `ask` describes a row in the fields of one kind of server. */
const authorizer = (way: Pick<Way, 'name' | 'sees' | 'differences'> & { ask: (row: Row) => Asking }): Way => ({
  ...way,
  answers: false,
  respells: false,
  async start() {
    const mounted = await authorizerMount();
    const send = async (row: Row): Promise<Outcome> => {
      const answer = await call(mounted.port, '/', way.ask(row));
      const status = Number(answer.headers['x-portcullis-status']);
      const code = answer.headers['x-portcullis-code'] as string | undefined;
      return status === 204 ? { status: 'passes', code, fields: {} } : { status, code, fields: answer.headers };
    };
    return { send, close: () => mounted.close() };
  },
});

type Asking = Parameters<typeof call>[2];

/** The server in front has read the framing, and describes a request that it took as one. */
function withoutFraming({ headers }: Row): Row['headers'] {
  const { 'content-length': _, 'transfer-encoding': __, ...others } = headers;
  return others;
}

const inFields = (row: Row, method: string, target: string): Row['headers'] => ({
  ...withoutFraming(row),
  [method]: row.method,
  [target]: row.path,
});

/** A target of the longest length leaves no room for it in a field of a question. */
const tooLong: Difference = {
  because: 'a question has no room for the longest targets, and its own head is refused',
  where: ({ path }) => path.length > 8192,
  expected: denied('URI_TOO_LONG'),
};

const preflights: Difference = {
  because: 'whoever asked for a verdict answers preflights with what is behind it: they need no credential',
  where: ({ own }) => own === true,
  expected: passes,
};

const envoy = (name: string, filter: FilterOptions, differences: readonly Difference[] = []): Way => ({
  name,
  sees: filter.bodyBytes === undefined ? 'head' : 'body',
  answers: false,
  respells: false,
  differences: [
    {
      because: 'preflights are answered for Envoy, as a denial with the status 204',
      where: ({ own }) => own === true,
      expected: { status: 204, code: undefined },
    },
    ...differences,
  ],
  async start() {
    const mounted = await extAuthzMount();
    const client = new Envoy(mounted.port, { source: '127.0.0.1', ...filter });
    const close = (): Promise<void> => {
      client.close();
      return mounted.close();
    };
    return { send: async (row) => ofVerdict(await client.check(asked(row))), close };
  },
});

/** What a client sends has its length in the head, unless it comes in chunks. */
function asked(row: Row): Parameters<Envoy['check']>[0] {
  if (row.body === undefined || row.headers['transfer-encoding'] !== undefined) return row;
  return { ...row, headers: { ...row.headers, 'content-length': Buffer.byteLength(row.body) } };
}

function ofVerdict({ denied_response: no, ok_response: yes }: Verdict): Outcome {
  if (!no) return { status: 'passes', code: undefined, fields: fieldsIn(yes?.response_headers_to_add) };
  return { status: no.status.code, code: codeIn(no.body), fields: fieldsIn(no.headers) };
}

/** What is wrong with an outcome, or undefined. */
function faultOf(way: Way, row: Row, { status, code, fields }: Outcome): string | undefined {
  const expected = expectedAt(way, row);
  // There is no document in an answer to HEAD, and authorizers say the code in a field.
  const wanted = code === undefined && row.method === 'HEAD' ? undefined : expected.code;
  if (status !== expected.status || code !== wanted) return `${status} ${code} instead of ${expected.status} ${wanted}`;
  // A server in front may or may not add fields to an answer that it lets pass: only denials are whole.
  if (status === 'passes' && Object.keys(fields).length === 0) return undefined;
  const wrong = Object.entries(row.fields ?? {}).filter(([name, value]) => !fits(fields[name], value));
  return wrong.length ? wrong.map(([name]) => `${name}: ${String(fields[name])}`).join('; ') : undefined;
}

function fits(value: unknown, expected: RegExp | undefined): boolean {
  return expected === undefined ? value === undefined : expected.test(String(value));
}

/** Sends every row; what came out otherwise, told at once. */
export async function failuresAt(way: Way, rows: readonly Row[]): Promise<readonly string[]> {
  const started = await way.start();
  const failures: string[] = [];
  try {
    for (const row of rows) {
      const lost = (error: Error): Outcome => ({ status: 0, code: error.message, fields: {} });
      const fault = faultOf(way, row, await started.send(row).catch(lost));
      if (fault !== undefined) failures.push(`${row.name}: ${fault}`);
    }
  } finally {
    await started.close();
  }
  return failures;
}

/** How many of the denials a way in cannot see. */
export function unseenBy(way: Way, rows: readonly Row[]): number {
  return rows.filter((row) => typeof row.expected === 'string' && expectedAt(way, row).status === 'passes').length;
}

export const ways: readonly Way[] = [
  server('the reverse proxy', proxyMount),
  server('node:http', nodeMountServer, [hostParser]),
  server('Express 5', expressMount, [hostParser]),
  server('NestJS 11', nestMount, [hostParser]),
  server('Fastify 5', fastifyMount, [hostParser]),
  server('Hono', honoMount, [
    hostParser,
    {
      because: '@hono/node-server refuses a backslash by itself, so that there is no problem document',
      where: ({ path }) => path.includes('\\'),
      expected: { status: 400, code: undefined },
    },
  ]),
  authorizer({
    name: 'nginx auth_request',
    sees: 'head',
    differences: [tooLong, preflights],
    ask: (row) => ({ headers: inFields(row, 'x-original-method', 'x-original-uri') }),
  }),
  authorizer({
    name: 'forward auth (Caddy, Traefik)',
    sees: 'head',
    differences: [tooLong, preflights],
    ask: (row) => ({ headers: inFields(row, 'x-forwarded-method', 'x-forwarded-uri') }),
  }),
  authorizer({
    name: 'forward auth with bodies (Traefik forwardBody)',
    sees: 'body',
    differences: [tooLong, preflights],
    ask: (row) => ({
      headers: inFields(row, 'x-forwarded-method', 'x-forwarded-uri'),
      ...(row.body === undefined ? {} : { body: row.body, method: 'POST' }),
    }),
  }),
  envoy('Envoy ext_authz', {}, [
    {
      because: 'a declared length is judged although the body is not here',
      where: ({ expected, headers }) => expected === 'BODY_TOO_LARGE' && headers['transfer-encoding'] === undefined,
      expected: denied('BODY_TOO_LARGE'),
    },
    {
      because: 'a declared length on a method without a body is refused although the body is not here',
      where: ({ expected, headers }) => expected === 'REQUEST_MALFORMED' && headers['content-length'] !== undefined,
      expected: denied('REQUEST_MALFORMED'),
    },
    {
      because: 'Envoy joins the values of one name unless it encodes raw headers: two tokens are one that is none',
      where: ({ headers }) => Array.isArray(headers['authorization']),
      expected: denied('CREDENTIAL_INVALID'),
    },
    {
      because: 'Envoy joins the values of one name unless it encodes raw headers: two types say nothing without a body',
      where: ({ headers }) => Array.isArray(headers['content-type']),
      expected: passes,
    },
  ]),
  envoy('Envoy ext_authz with bodies', { bodyBytes: 1_000_000, raw: true }),
];
