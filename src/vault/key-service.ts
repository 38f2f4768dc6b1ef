import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';
import { PortcullisError } from '../core/errors.js';

/** One POST of JSON to a key service. */
export interface ServiceCall {
  readonly url: URL;
  /** Made anew for every try: a signature holds for minutes only. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ServiceLimits {
  /** For one try. Default 5 s. */
  readonly timeoutMillis?: number;
  /** Before the second and the third try; the number of tries is one more. Default 100 and 400 ms. */
  readonly waitsMillis?: readonly number[];
}

const mostBytes = 65_536;

/** Keys cross this connection: plain HTTP is for this machine only, and nobody is followed elsewhere. */
export function checkServiceUrl(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url && !url.username && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) return url;
  throw new PortcullisError('USAGE', `${setting} is no address of a key service`, {
    expected: 'an https:// address (http:// only for this machine), without user or password',
  });
}

/**
 * Asks a key service; throttling (`isThrottled`, 429) and faults of the service (5xx, no answer) are tried again.
 * Throws `VAULT_UNAVAILABLE`. Other answers are the caller's to judge.
 */
export async function askService(
  call: ServiceCall,
  isThrottled: (answer: ServiceAnswer) => boolean,
  { timeoutMillis = 5000, waitsMillis = [100, 400] }: ServiceLimits = {},
): Promise<ServiceAnswer> {
  const agent = new Agent({ connections: 1 });
  try {
    return await askRepeatedly(call, isThrottled, { agent, timeoutMillis, waitsMillis });
  } finally {
    await agent.destroy();
  }
}

interface Asking extends Required<ServiceLimits> {
  readonly agent: Agent;
}

async function askRepeatedly(
  call: ServiceCall,
  isThrottled: (answer: ServiceAnswer) => boolean,
  { agent, timeoutMillis, waitsMillis }: Asking,
): Promise<ServiceAnswer> {
  let failure: unknown;
  for (const wait of [0, ...waitsMillis]) {
    if (wait > 0) await sleep(wait);
    try {
      const answer = await post(call, agent, timeoutMillis);
      if (answer.status !== 429 && answer.status < 500 && !isThrottled(answer)) return answer;
      failure = new Error(answer.status < 500 ? 'it is throttling' : `it answered ${answer.status}`);
    } catch (error) {
      if (error instanceof PortcullisError) throw error; // ours: a token or credentials that are not there
      failure = error;
    }
  }
  throw unavailable(call.url, failure);
}

async function post(
  { url, headers, body }: ServiceCall,
  dispatcher: Agent,
  timeoutMillis: number,
): Promise<ServiceAnswer> {
  const signal = AbortSignal.timeout(timeoutMillis);
  const answer = await request(url, { method: 'POST', headers: headers(), body, dispatcher, signal });
  const text = await readBounded(answer.body);
  return { status: answer.statusCode, json: parse(text) };
}

async function readBounded(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `VAULT_UNAVAILABLE`, with the host and why; never a token or a body. */
export function unavailable(url: URL, cause: unknown): PortcullisError {
  const reason = cause instanceof Error ? reasonOf(cause) : 'no answer';
  return new PortcullisError('VAULT_UNAVAILABLE', `The key service at ${url.host} is not available: ${reason}`, {
    hint: 'keys that are open stay open in processes that run; nothing new can be opened until it answers',
    cause,
  });
}

function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'no answer in time';
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
