import { Agent, request } from 'undici';

/** What became of one message: taken, to be sent again later, or refused for good. */
export type Posted =
  { readonly state: 'taken' | 'refused' } | { readonly state: 'later'; readonly afterMillis: number | undefined };

/** Statuses after which the same message may be sent again (OTLP/HTTP, "Retryable Response Codes"). */
const retryable = new Set([429, 502, 503, 504]);
const maxAnswerBytes = 64 * 1024;

/** Sends JSON messages to one receiver over at most one connection of its own. */
export class OtlpPost {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMillis: number;
  readonly #agent = new Agent({ connections: 1, pipelining: 1, connect: { timeout: 5000 } });

  constructor({
    url,
    headers,
    timeoutMillis,
  }: {
    url: string;
    headers: Readonly<Record<string, string>>;
    timeoutMillis: number;
  }) {
    this.#url = url;
    this.#headers = headers;
    this.#timeoutMillis = timeoutMillis;
  }

  /** Never throws: a receiver that is away is tried again later. */
  async send(message: unknown, timeoutMillis = this.#timeoutMillis): Promise<Posted> {
    try {
      const answer = await request(this.#url, {
        method: 'POST',
        headers: { ...this.#headers, 'content-type': 'application/json' },
        body: JSON.stringify(message),
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(Math.ceil(timeoutMillis)),
      });
      await answer.body.dump({ limit: maxAnswerBytes });
      if (answer.statusCode < 300) return { state: 'taken' };
      if (!retryable.has(answer.statusCode)) return { state: 'refused' };
      return { state: 'later', afterMillis: retryAfter(answer.headers['retry-after']) };
    } catch {
      return { state: 'later', afterMillis: undefined };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function retryAfter(value: string | string[] | undefined): number | undefined {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 300) * 1000 : undefined;
}
