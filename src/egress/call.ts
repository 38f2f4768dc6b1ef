import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Agent, Dispatcher } from 'undici';
import { answerHeaders, callHeaders } from './call-headers.js';
import type { CallRecord } from './call-event.js';
import type { ContractOperation } from './contract-check.js';
import { hostText, originOf, type CallBreaker } from './integration.js';
import { Refusal } from './refusal.js';
import { AddressRefusedError } from './resolve.js';
import { SecretWatch } from './secret-watch.js';
import type { CallTarget } from './target.js';

/** A call that may be made. */
export interface OutgoingCall {
  readonly target: CallTarget;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Of the vendor's contract; undefined: there is no contract. */
  readonly operation: ContractOperation | undefined;
}

export interface CallParts {
  readonly client: Agent;
  readonly breaker: CallBreaker;
  readonly response: ServerResponse;
  readonly record: CallRecord;
}

type Answer = Dispatcher.ResponseData;

/**
 * Makes a call and hands its answer on. Throws `Refusal` while nothing was handed on yet; an answer that goes wrong later
 * is cut off, so that nobody takes it for whole.
 */
export async function makeCall(call: OutgoingCall, parts: CallParts): Promise<void> {
  const { breaker, client, response } = parts;
  const { integration, host, path, query } = call.target;
  if (!breaker.permits()) throw new Refusal('breaker-open');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const late = AbortSignal.timeout(integration.timeoutSeconds * 1000);
  try {
    const answer = await client.request({
      origin: originOf(host, integration),
      path: query === '' ? path : `${path}?${query}`,
      method: call.method as Dispatcher.HttpMethod,
      headers: callHeaders(call.headers, integration),
      body: call.body.length ? call.body : null,
      signal: AbortSignal.any([late, gone.signal]),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    if (answer.statusCode >= 500) breaker.failed();
    else breaker.succeeded();
    await handOn(answer, call, parts);
  } catch (error) {
    const isGone = gone.signal.aborted && !late.aborted && !(error instanceof Refusal);
    if (isGone) throw new Refusal('client-gone');
    if (!(error instanceof Refusal)) breaker.failed();
    throw refusalOf(error, late);
  }
}

function refusalOf(error: unknown, late: AbortSignal): Refusal {
  if (error instanceof Refusal) return error;
  if (late.aborted) return new Refusal('timed-out');
  if (error instanceof AddressRefusedError) return new Refusal('address-refused');
  const { code = '' } = error as NodeJS.ErrnoException;
  return new Refusal(/CERT|ERR_TLS|ERR_SSL|SIGNATURE|UNABLE_TO/.test(code) ? 'certificate-invalid' : 'unreachable');
}

async function handOn(answer: Answer, call: OutgoingCall, parts: CallParts): Promise<void> {
  const { integration } = call.target;
  const watch = new SecretWatch(integration.credential?.secret);
  try {
    const headers = headersOf(answer, call);
    if (watch.sees(Buffer.from(JSON.stringify(headers)))) throw new Refusal('secret-in-answer');
    if (Number(answer.headers['content-length'] ?? 0) > integration.responseBytes && call.method !== 'HEAD') {
      throw new Refusal('answer-too-large');
    }
    if (call.operation) await whole(answer, headers, { call, parts });
    else await streamed(answer, headers, { call, parts });
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

/** A redirect inside the host leads through the proxy again; one to another host ends here (CWE-601, CWE-918). */
function headersOf({ statusCode, headers }: Answer, { target }: OutgoingCall): Record<string, string | string[]> {
  const kept = answerHeaders(headers);
  const { location } = headers;
  if (location === undefined) return kept;
  const origin = originOf(target.host, target.integration);
  const from = `${origin}${target.path}`;
  const isText = typeof location === 'string' && URL.canParse(location, from);
  const to = isText ? new URL(location, from) : undefined;
  if (to?.origin !== origin || to.username !== '') {
    if (statusCode >= 300 && statusCode < 400) throw new Refusal('redirect-refused');
    delete kept['location'];
    return kept;
  }
  const host = target.base === '' ? `http://${hostText(target.host, target.integration.plainText)}` : target.base;
  return { ...kept, location: `${host}${to.pathname}${to.search}` };
}

interface OnTheWay {
  readonly call: OutgoingCall;
  readonly parts: CallParts;
}

/** Read to its end and compared with the contract before a byte of it is handed on. */
async function whole(answer: Answer, headers: Record<string, string | string[]>, { call, parts }: OnTheWay) {
  const { integration } = call.target;
  const body = await readAll(answer, integration.responseBytes);
  if (new SecretWatch(integration.credential?.secret).sees(body)) throw new Refusal('secret-in-answer');
  const type = answer.headers['content-type'];
  const encoding = answer.headers['content-encoding'];
  const isReadable = encoding === undefined || encoding === 'identity';
  const verdict = isReadable
    ? call.operation!.judge({ status: answer.statusCode, type: typeof type === 'string' ? type : undefined, body })
    : { refused: 'the answer is encoded' };
  parts.record.drift = verdict.drift ?? [];
  if (verdict.refused !== undefined) {
    if (integration.responses === 'enforce') throw new Refusal('answer-refused', verdict.refused);
    parts.record.drift = [verdict.refused, ...parts.record.drift];
  }
  const { response, record } = parts;
  record.status = answer.statusCode;
  record.bytesOut = body.length;
  const isHead = call.method === 'HEAD';
  response.writeHead(answer.statusCode, isHead ? headers : { ...headers, 'content-length': String(body.length) });
  response.end(body);
}

async function readAll(answer: Answer, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer.body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > most) throw new Refusal('answer-too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

/** Handed on as it comes. What goes wrong on the way can only cut it off. */
async function streamed(answer: Answer, headers: Record<string, string | string[]>, { call, parts }: OnTheWay) {
  const { integration } = call.target;
  const { response, record } = parts;
  const watch = new SecretWatch(integration.credential?.secret);
  record.status = answer.statusCode;
  response.writeHead(answer.statusCode, headers);
  try {
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      record.bytesOut += piece.length;
      if (record.bytesOut > integration.responseBytes) throw new Refusal('answer-too-large');
      if (watch.sees(piece)) throw new Refusal('secret-in-answer');
      if (!response.write(piece)) await drained(response);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
