import { defineWebhookScheme, hexDigest, oneField, plainKey } from '../webhook-scheme.js';

/** `X-Hub-Signature-256: sha256=HEX` over the body. There is no time: a copy is known by its signature alone. */
export default defineWebhookScheme({
  id: 'github',
  title: 'GitHub',
  keyOf: plainKey,

  read(headers) {
    const [, text = ''] = /^sha256=(.+)$/.exec(oneField(headers, 'x-hub-signature-256') ?? '') ?? [];
    const signature = hexDigest(text);
    return signature && { timestamp: undefined, prefix: '', signatures: [signature] };
  },
});
