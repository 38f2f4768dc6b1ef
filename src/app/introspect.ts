import { getIntrospectionQuery } from 'graphql';
import { request } from 'undici';
import { PortcullisError } from '../core/errors.js';
import { readIntrospection } from '../model/graphql/introspection.js';
import { findIntrospection } from '../model/graphql/recognise.js';

/** What one introspection may take. */
const timeoutMillis = 15_000;
const mostBytes = 32 * 1024 * 1024;

const head = [
  '# A draft, read from the introspection of a running server: what it hides from callers is missing.',
  '# Directives are not in an introspection: bounds such as `@constraint` must be added by hand.',
];

/**
 * Asks a GraphQL server for its schema, with one POST to this URL and nothing else: redirects are not followed.
 * @returns SDL text.
 * @throws PortcullisError TARGET_UNREACHABLE, SAMPLES_INVALID.
 */
export async function introspect(url: string): Promise<string> {
  const value = await ask(url);
  const tokens = findIntrospection(value);
  if (!tokens) throw refused(url, 'does not tell its schema', 'switch introspection on, or use the file of the schema');
  try {
    return `${head.join('\n')}\n${readIntrospection(value, tokens).sdl}\n`;
  } catch (cause) {
    throw refused(url, 'tells a schema that is not complete', undefined, cause);
  }
}

function refused(url: string, what: string, hint?: string, cause?: unknown): PortcullisError {
  return new PortcullisError('SAMPLES_INVALID', `${url} ${what}`, { ...(hint ? { hint } : {}), cause });
}

async function ask(url: string): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMillis);
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: getIntrospectionQuery({ descriptions: true }) }),
      signal,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw refused(url, `sends more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
    if (statusCode >= 300 && statusCode < 400)
      throw refused(url, `redirects (${statusCode})`, 'use the address it leads to');
    return parsed(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    if (cause instanceof PortcullisError) throw cause;
    throw new PortcullisError('TARGET_UNREACHABLE', `${url} does not answer`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
