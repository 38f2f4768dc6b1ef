import { createHmac } from 'node:crypto';
import { PortcullisError } from '../../core/errors.js';

const leastBytes = 24;

/**
 * The key of a Standard Webhooks secret: base64 after `whsec_`, or the text itself. Throws `POLICY_INVALID` for one of
 * fewer than 24 bytes.
 */
export function webhookKey(secret: string): Buffer {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  if (key.length >= leastBytes) return key;
  throw new PortcullisError('POLICY_INVALID', 'The secret of a webhook is too short', {
    expected: 'whsec_ and 24 bytes or more in base64, or 24 characters and more',
    hint: "node -p \"'whsec_'+crypto.randomBytes(32).toString('base64')\" makes one",
  });
}

export interface Signed {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/** Header fields of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`. */
export function signatureHeaders(key: Uint8Array, { id, timestamp, body }: Signed): Record<string, string> {
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': `${timestamp}`, 'webhook-signature': `v1,${mac}` };
}
