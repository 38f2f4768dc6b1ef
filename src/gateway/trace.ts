import type { LiveExchange } from './live-exchange.js';

/** W3C Trace Context, version 00; an id of zeros only is not one (3.2.2). */
const pattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that a request belongs to. One that a trusted hop sent goes on; anybody else's is replaced by a new one,
 * whose id is the request id without dashes, so that logs and traces find each other.
 */
export function traceparent({ id, headers, client }: LiveExchange): string {
  const received = headers['traceparent'];
  if (client.viaTrusted && typeof received === 'string' && pattern.test(received)) return received;
  const trace = id.replaceAll('-', '');
  return `00-${trace}-${trace.slice(16)}-01`;
}
