import { Agent, request } from 'undici';

const fetchTimeoutMillis = 3_000;
const maxBytes = 64 * 1024;

/** Fetches JWK Sets: 3 s for the whole answer, at most 64 kB, no redirects, status 200 only. */
export interface JwksFetcher {
  fetchText(url: string): Promise<string>;
  close(): void;
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('the key set is larger than 64 kB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A fetcher with a connection pool of its own. Rejects with what went wrong; nothing it says reaches a client. */
export function makeJwksFetcher(): JwksFetcher {
  const dispatcher = new Agent({ connections: 1, keepAliveTimeout: 1_000, connect: { timeout: fetchTimeoutMillis } });
  return {
    async fetchText(url) {
      const signal = AbortSignal.timeout(fetchTimeoutMillis);
      const headers = { accept: 'application/jwk-set+json, application/json' };
      const { statusCode, body } = await request(url, { dispatcher, signal, headers });
      if (statusCode === 200) return readCapped(body);
      await body.dump({ limit: maxBytes, signal }).catch(() => undefined);
      throw new Error(`the issuer answered ${statusCode}`);
    },
    close: () => void dispatcher.destroy().catch(() => undefined),
  };
}
