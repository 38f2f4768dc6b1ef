import { basics } from './conformance-basics.js';
import { payloads } from './conformance-payloads.js';
import type { Row } from './conformance-row.js';
import { rules } from './conformance-rules.js';
import { tokenRows } from './conformance-tokens.js';

/** Every exchange of the suite, in the order in which limits count them. */
export const rows: readonly Row[] = [...basics, ...tokenRows, ...rules, ...payloads];

/** The app behind every mount: what it answers depends on the path only. */
export function appAnswer(method: string, url: string): { status: number; type: string; body: string } {
  const kind = /^\/answers\/(\w+)/.exec(url)?.[1];
  const answer = (status: number, body: unknown) => ({ status, type: 'application/json', body: JSON.stringify(body) });
  const owned = /^\/(?:invoices|receipts)\/(\d+)/.exec(url)?.[1];
  if (method === 'DELETE') return { status: 204, type: 'application/json', body: '' };
  if (kind === 'extra') return answer(200, { a: 1, secret: 'shown' });
  if (kind === 'missing') return answer(404, { a: 1 });
  if (kind === 'teapot') return answer(418, { a: 1 });
  if (kind === 'broken') return answer(500, { stack: 'secret at line 1' });
  if (kind === 'html') return { status: 200, type: 'application/json', body: '<html>' };
  if (kind === 'long') return answer(200, { a: 1, text: 'x'.repeat(1_100_000) });
  if (owned !== undefined) return answer(200, { owner: owned === '1' ? 'alice' : 'bob' });
  return answer(200, kind ? { a: 1 } : { url });
}
