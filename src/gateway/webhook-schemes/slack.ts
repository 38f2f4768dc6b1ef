import { defineWebhookScheme, hexDigest, oneField, plainKey, secondsOf } from '../webhook-scheme.js';

/** `X-Slack-Signature: v0=HEX` over version, time and body. */
export default defineWebhookScheme({
  id: 'slack',
  title: 'Slack',
  keyOf: plainKey,

  read(headers) {
    const timestamp = secondsOf(oneField(headers, 'x-slack-request-timestamp'));
    const [, text = ''] = /^v0=(.+)$/.exec(oneField(headers, 'x-slack-signature') ?? '') ?? [];
    const signature = hexDigest(text);
    if (timestamp === undefined || !signature) return undefined;
    return { timestamp, prefix: `v0:${timestamp}:`, signatures: [signature] };
  },
});
