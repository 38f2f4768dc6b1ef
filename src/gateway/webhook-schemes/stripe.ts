import { defineWebhookScheme, hexDigest, oneField, plainKey, secondsOf } from '../webhook-scheme.js';

const mostParts = 20;

/** `Stripe-Signature: t=TIME,v1=HEX`, over time and body; the secret is the text with its prefix. */
export default defineWebhookScheme({
  id: 'stripe',
  title: 'Stripe',
  keyOf: plainKey,

  read(headers) {
    const parts = oneField(headers, 'stripe-signature')?.split(',').slice(0, mostParts) ?? [];
    const valuesOf = (name: string) =>
      parts.flatMap((part) => (part.trim().startsWith(`${name}=`) ? [part.trim().slice(name.length + 1)] : []));
    const [time, ...others] = valuesOf('t');
    const timestamp = secondsOf(time);
    const signatures = valuesOf('v1').flatMap((text) => hexDigest(text) ?? []);
    if (timestamp === undefined || others.length > 0 || signatures.length === 0) return undefined;
    return { timestamp, prefix: `${timestamp}.`, signatures };
  },
});
