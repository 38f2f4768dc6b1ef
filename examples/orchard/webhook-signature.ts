import crypto from 'node:crypto';

/** The signature of an event by the Standard Webhooks scheme: HMAC-SHA256 over `id.timestamp.body`. */
export function signWebhook(
  event: { readonly id: string; readonly timestamp: string; readonly body: Buffer },
  secret: string,
): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const digest = crypto.createHmac('sha256', key).update(`${event.id}.${event.timestamp}.`).update(event.body);
  return `v1,${digest.digest('base64')}`;
}
