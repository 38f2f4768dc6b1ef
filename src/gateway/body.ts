import { acceptedEncodings, decodeContent } from './content-encoding.js';
import { deny, type DenialFacts } from './denial.js';
import type { DenialCode } from '../core/denials.js';
import type { Denial } from './exchange.js';
import type { LiveExchange } from './live-exchange.js';
import type { MemoryBudget } from './memory-budget.js';

/** A denial, or undefined when the body may be judged. */
type Verdict = Denial | undefined | Promise<Denial | undefined>;

export interface BodyRules {
  readonly limitBytes: number;
  readonly decodedRatio: number;
  readonly memory: MemoryBudget;
}

/** A client that sends its body in crumbs costs a hundred times its bytes (RELIABILITY: 100,000 one-byte chunks). */
const crumbBytes = 64;
const mostCrumbs = 256;

const minDecodedBytes = 65_536;

/**
 * Reads the whole body before anything is asked of the upstream, then undoes its content encoding. `done` is called
 * once, with a denial or without; never when the client went away.
 */
export function readBody(exchange: LiveExchange, rules: BodyRules, done: (verdict: Verdict) => void): void {
  const { contentLength, expectsContinue } = exchange.head;
  // Chunked bodies are counted too: `body-limit` saw only a declared length.
  if (contentLength > rules.limitBytes) return done(refuse('BODY_TOO_LARGE'));
  const encoding = exchange.headers['content-encoding'];
  if (encoding?.includes(',')) return done(unsupported());
  if (expectsContinue) exchange.response.writeContinue();
  new BodyReading(exchange, rules, (denial) => {
    if (denial || encoding === undefined) done(denial);
    else done(decode(exchange, encoding, rules));
  }).start();
}

/** Refused before any guard saw the body: the log names what would have. */
function refuse(code: DenialCode, facts?: DenialFacts): Denial {
  return { ...deny(code, facts), guard: code === 'BODY_TOO_LARGE' ? 'body-limit' : 'message' };
}

function unsupported(): Denial {
  return refuse('MEDIA_TYPE_UNSUPPORTED', { headers: { 'accept-encoding': acceptedEncodings } });
}

class BodyReading {
  readonly #exchange: LiveExchange;
  readonly #rules: BodyRules;
  readonly #done: (denial?: Denial) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #crumbs = 0;
  #over = false;

  constructor(exchange: LiveExchange, rules: BodyRules, done: (denial?: Denial) => void) {
    this.#exchange = exchange;
    this.#rules = rules;
    this.#done = done;
  }

  start(): void {
    const { request } = this.#exchange;
    request.on('data', (chunk: Buffer) => this.#take(chunk));
    request.on('end', () => this.#end());
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    this.#size += chunk.length;
    if (this.#size > this.#rules.limitBytes) return this.#stop(refuse('BODY_TOO_LARGE'));
    if (chunk.length < crumbBytes && this.#exchange.head.chunked && ++this.#crumbs > mostCrumbs) {
      return this.#stop(refuse('REQUEST_MALFORMED', { detail: { reason: 'chunks too small' } }));
    }
    if (!this.#rules.memory.take(chunk.length))
      return this.#stop({ ...deny('OVERLOADED', { headers: { 'retry-after': '1' } }), guard: 'overload' });
    this.#exchange.heldBytes += chunk.length;
    this.#chunks.push(chunk);
  }

  #stop(denial: Denial): void {
    this.#over = true;
    this.#done(denial);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#exchange.rawBody = body;
    this.#exchange.body = body;
    this.#done();
  }
}

async function decode(exchange: LiveExchange, encoding: string, rules: BodyRules): Promise<Denial | undefined> {
  const raw = exchange.rawBody!;
  const limit = Math.min(rules.limitBytes, Math.max(minDecodedBytes, raw.length * rules.decodedRatio));
  const decoded = await decodeContent(raw, encoding, limit);
  if (decoded === 'unsupported') return unsupported();
  if (decoded === 'too-large') return refuse('BODY_TOO_LARGE', { detail: { reason: 'decoded size' } });
  if (decoded === 'broken') return refuse('REQUEST_MALFORMED', { detail: { reason: 'content encoding' } });
  exchange.body = decoded;
  return undefined;
}
