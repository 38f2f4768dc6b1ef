import type { Agent } from 'undici';

export interface FetcherLimits {
  /** For the whole answer. */
  readonly timeoutMillis: number;
  readonly maxBytes: number;
  readonly connections: number;
}

export interface FetchOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with POST; without it the address is fetched with GET. */
  readonly body?: string;
}

/** Asks servers of an issuer: bounded in time and bytes, no redirects, status 200 only. */
export interface Fetcher {
  fetchText(url: string, options: FetchOptions): Promise<string>;
  close(): void;
}

/** The server answered with another status than 200. */
export class AnswerStatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the issuer answered ${status}`);
    this.status = status;
  }
}

async function readCapped(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes / 1024} kB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A fetcher with a connection pool of its own. Rejects with what went wrong; nothing it says reaches a client. */
export function makeFetcher({ timeoutMillis, maxBytes, connections }: FetcherLimits): Fetcher {
  let dispatcher: Agent | undefined;
  /** Loaded for the first call: most gateways read their keys from a file. */
  async function client() {
    // The default export is there in the bundle and in Node alike; the names are not.
    const { Agent, request } = (await import('undici')).default;
    dispatcher ??= new Agent({ connections, keepAliveTimeout: 1_000, connect: { timeout: timeoutMillis } });
    return { request, dispatcher };
  }
  return {
    async fetchText(url, { headers, body: sent }) {
      const signal = AbortSignal.timeout(timeoutMillis);
      const message = sent === undefined ? {} : { method: 'POST' as const, body: sent };
      const { request, dispatcher } = await client();
      const { statusCode, body } = await request(url, { dispatcher, signal, headers, ...message });
      if (statusCode === 200) return readCapped(body, maxBytes);
      await body.dump({ limit: maxBytes, signal }).catch(() => undefined);
      throw new AnswerStatusError(statusCode);
    },
    close: () => void dispatcher?.destroy().catch(() => undefined),
  };
}
