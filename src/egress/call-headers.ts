import type { IncomingHttpHeaders } from 'node:http';
import type { Integration } from './integration.js';

/** What tells nothing of the application's users. Everything else leaves only when the policy names it. */
const passedOn = [
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'prefer',
  'range',
  'user-agent',
] as const;

/** Never passed on, whatever the policy names: they are about the connection (RFC 9110 7.6.1), or written anew. */
const neverPassed = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Answers lose what is about the connection, and what would bind the application to the vendor's origin. */
const notReturned = new Set([
  'alt-svc',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Header fields of the call as it leaves: made anew, with the credential in the place of what the application sent. */
export function callHeaders(received: IncomingHttpHeaders, integration: Integration): Record<string, string> {
  const { credential, contract, headers } = integration;
  const sent: Record<string, string> = {};
  for (const name of [...passedOn, ...headers]) {
    const value = received[name];
    if (value === undefined || neverPassed.has(name)) continue;
    sent[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  // What is encoded cannot be compared with a contract.
  sent['accept-encoding'] = contract ? 'identity' : String(received['accept-encoding'] ?? 'identity');
  const encoding = received['content-encoding'];
  // With a list in `send` an encoded body was refused.
  if (encoding !== undefined) sent['content-encoding'] = encoding;
  if (credential) sent[credential.header.toLowerCase()] = credential.value;
  return sent;
}

type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Header fields of the answer as the application gets them. */
export function answerHeaders(received: Fields): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  const named = String(received['connection'] ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  for (const [name, value] of Object.entries(received)) {
    if (value === undefined || notReturned.has(name) || named.includes(name)) continue;
    kept[name] = typeof value === 'string' ? value : [...value];
  }
  return kept;
}
