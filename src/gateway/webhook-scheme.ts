import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the header fields of a webhook say; nothing of it is believed yet. */
export interface SignedParts {
  /** Seconds since the epoch; undefined where the scheme has no time. */
  readonly timestamp: number | undefined;
  /** What was signed in front of the body. */
  readonly prefix: string;
  /** One of them must be right: there are several while a secret is changed. */
  readonly signatures: readonly Buffer[];
}

/** How a sender signs its webhooks: one file in `webhook-schemes/`. All are HMAC-SHA256 over the raw bytes. */
export interface WebhookScheme {
  readonly id: string;
  readonly title: string;
  /** The key that a secret stands for; undefined when it is no secret of this scheme. */
  keyOf(secret: string): Buffer | undefined;
  /** Undefined: fields are missing, or cannot be read in one way. */
  read(headers: IncomingHttpHeaders): SignedParts | undefined;
}

export function defineWebhookScheme(scheme: WebhookScheme): WebhookScheme {
  return scheme;
}

/** A field that is there once. */
export function oneField(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whole seconds; anything else is no time. */
export function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined;
}

/** The bytes of a SHA-256 in hexadecimal. */
export function hexDigest(text: string): Buffer | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Secrets that are used as they are. Shorter ones can be guessed. */
export function plainKey(secret: string): Buffer | undefined {
  return secret.length >= 16 ? Buffer.from(secret) : undefined;
}

/** The signature that a key makes. */
export function signatureOf(key: Buffer, { prefix }: Pick<SignedParts, 'prefix'>, body: Buffer): Buffer {
  return createHmac('sha256', key).update(prefix).update(body).digest();
}

/** Whether one of the keys made one of the signatures. Compares in constant time. */
export function isSigned(keys: readonly Buffer[], parts: SignedParts, body: Buffer): boolean {
  return keys.some((key) => {
    const right = signatureOf(key, parts, body);
    return parts.signatures.some((one) => one.length === right.length && timingSafeEqual(one, right));
  });
}
