import { defineWebhookScheme, oneField, secondsOf } from '../webhook-scheme.js';

const form = /^[A-Za-z0-9+/]{43}=$/;
const shortestKey = 24;
const mostSignatures = 10;

/** Standard Webhooks 1.0: id, time and body are signed; a list of signatures while a secret is changed. */
export default defineWebhookScheme({
  id: 'standard',
  title: 'Standard Webhooks',

  keyOf(secret) {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return key.length >= shortestKey ? key : undefined;
  },

  read(headers) {
    const id = oneField(headers, 'webhook-id');
    const timestamp = secondsOf(oneField(headers, 'webhook-timestamp'));
    const listed = oneField(headers, 'webhook-signature')?.split(' ').slice(0, mostSignatures) ?? [];
    const signatures = listed.flatMap((entry) => {
      const [version, text = ''] = entry.split(',');
      return version === 'v1' && form.test(text) ? [Buffer.from(text, 'base64')] : [];
    });
    // A full stop in the id would let two messages have one signed text.
    if (id === undefined || id.includes('.') || timestamp === undefined || signatures.length === 0) return undefined;
    return { timestamp, prefix: `${id}.${timestamp}.`, signatures };
  },
});
