import { Agent, request } from 'undici';
import { toOcsf } from '../ocsf.js';
import { safeJson } from '../safe-line.js';
import { ComeLater, MessageRefused, type Channel, type Message } from './channel.js';
import { signatureHeaders, webhookKey } from './webhook-signature.js';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  /** PEM of the authorities that are believed; default those of the system. */
  readonly ca?: string | undefined;
  readonly productVersion: string;
  readonly now?: () => number;
  readonly timeoutMillis?: number;
}

/** The receiver says that this message will never do; everything else may be mended. */
const refusals = new Set([400, 410, 413, 415, 422]);
const longestPauseSeconds = 3600;

/** Sends each message as a signed POST of JSON. Redirects are not followed. Throws `POLICY_INVALID` for a weak secret. */
export function webhookChannel(target: WebhookTarget): Channel {
  const { url, secret, ca, productVersion, now = Date.now, timeoutMillis = 10_000 } = target;
  const key = webhookKey(secret);
  const dispatcher = new Agent({ connections: 1, connect: { timeout: timeoutMillis, ...(ca ? { ca } : {}) } });
  return {
    async send(message) {
      const at = now();
      const body = bodyOf(message, { at, productVersion });
      const signed = signatureHeaders(key, { id: message.id, timestamp: Math.floor(at / 1000), body });
      const {
        statusCode,
        headers,
        body: answer,
      } = await request(url, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': `Portcullis/${productVersion}`, ...signed },
        body,
        signal: AbortSignal.timeout(timeoutMillis),
      });
      await answer.dump({ limit: 64 * 1024 });
      if (statusCode < 300) return;
      const text = `it answers ${statusCode}`;
      if (refusals.has(statusCode)) throw new MessageRefused(text);
      const seconds = Number(headers['retry-after']);
      throw seconds > 0 ? new ComeLater(text, Math.min(seconds, longestPauseSeconds) * 1000) : new Error(text);
    },
    close: () => dispatcher.destroy(),
  };
}

function bodyOf(
  { name, events, more }: Message,
  { at, productVersion }: { at: number; productVersion: string },
): string {
  const told = events.map(({ event, more: again }) => ({
    ...(toOcsf(event, productVersion) as object),
    count: again + 1,
  }));
  const data = { notification: name, events: told, more };
  return safeJson({ type: 'portcullis.events', timestamp: new Date(at).toISOString(), data });
}
