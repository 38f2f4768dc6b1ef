import { startOrchard } from '../../examples/orchard/server.js';
import type { Orchard } from '../../examples/orchard/server.js';
import { holeIds } from '../../examples/orchard/holes.js';
import type { HoleId } from '../../examples/orchard/holes.js';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, or undefined when it is no JSON. */
  readonly json: unknown;
};

type Sent = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Client = {
  readonly url: string;
  /** Sends `METHOD /path`. */
  send(request: string, sent?: Sent): Promise<Answer>;
  /** A fresh token of one of the seeded people. */
  token(name: string, sessionSeconds?: number): Promise<string>;
  close(): Promise<void>;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value at a JSON pointer-like list of keys; undefined when it is not there. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

function clientOf(orchard: Orchard): Client {
  async function send(request: string, { token, body, headers = {} }: Sent = {}): Promise<Answer> {
    const [method = 'GET', path = '/'] = request.split(' ');
    const typed = body === undefined ? {} : { 'content-type': 'application/json' };
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${orchard.url}${path}`, {
      method,
      headers: { ...typed, ...authorization, ...headers },
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
  async function token(name: string, sessionSeconds = 900): Promise<string> {
    const body = { email: `${name}@orchard.example`, password: `${name}-password-1`, sessionSeconds };
    return String(at((await send('POST /login', { body })).json, 'token'));
  }
  return { url: orchard.url, send, token, close: () => orchard.close() };
}

/** Runs `work` against an Orchard with only these holes open, on free ports. */
export async function withOrchard<T>(open: readonly HoleId[], work: (client: Client) => Promise<T>): Promise<T> {
  const closed = new Set(holeIds.filter((id) => !open.includes(id)));
  const client = clientOf(await startOrchard({ port: 0, vendorPort: 0, closed }));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
