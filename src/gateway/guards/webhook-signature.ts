import type { InboundWebhookPolicy, Operation } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import type { WebhookServices } from '../services.js';
import { isSigned, signatureOf, type SignedParts } from '../webhook-scheme.js';
import { webhookSchemes } from '../webhook-schemes.js';

const nothing = Buffer.alloc(0);

/** Why a webhook is refused, for the event. */
type Reason = 'vendor-blocked' | 'no-secret' | 'unsigned' | 'encoded' | 'signature' | 'clock' | 'replay';

interface Verdict {
  readonly reason: Reason;
  /** For the sender: only once the signature was right. */
  readonly says?: string;
}

/**
 * OWASP API10:2023, CWE-345, CWE-294. Only webhooks that the sender signed, not long ago, and each of them once. The
 * signature is over the raw bytes: nothing is parsed before it is right.
 */
export default defineGuard({
  id: 'webhook-signature',
  phase: 'authorize',
  title: 'Signature of a webhook',
  monitorable: true,
  settings: ['webhook'],

  compile(operation, { services: { webhooks, clock }, model }) {
    const { webhook, mode, enforcedGuards } = operation.policy;
    if (!webhook) return null;
    const isWatched = mode === 'monitor' && !enforcedGuards.has('webhook-signature');
    return async function checkSignature(exchange) {
      const verdict = await judge(exchange, { webhook, webhooks, operation, api: model.name, now: clock.now() });
      if (!verdict) return undefined;
      const { vendor } = webhook;
      const facts = {
        api: model.name,
        operationId: operation.id,
        client: exchange.client.address,
        exchangeId: exchange.id,
      };
      webhooks?.refused({ ...facts, vendor, reason: verdict.reason, isWatched });
      return refusal(verdict);
    };
  },
});

interface Parts {
  readonly webhook: InboundWebhookPolicy;
  readonly webhooks: WebhookServices | undefined;
  readonly operation: Operation;
  readonly api: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

async function judge(exchange: Exchange, parts: Parts): Promise<Verdict | undefined> {
  const { webhook, webhooks } = parts;
  if (webhook.vendor !== undefined && webhooks?.isBlocked(webhook.vendor)) return { reason: 'vendor-blocked' };
  const keys = webhooks?.keysOf(webhook) ?? [];
  if (!webhooks || keys.length === 0) return { reason: 'no-secret' };
  const signed = webhookSchemes.get(webhook.scheme)?.read(exchange.headers);
  if (!signed) return { reason: 'unsigned' };
  // What was signed is not what the coding says.
  if (exchange.headers['content-encoding'] !== undefined) return { reason: 'encoded' };
  const body = exchange.rawBody ?? nothing;
  if (!isSigned(keys, signed, body)) return { reason: 'signature' };
  return isLate(signed, parts) ?? (await isCopy(exchange, { signed, key: keys[0]!, body, parts, webhooks }));
}

function isLate({ timestamp }: SignedParts, { webhook, now }: Parts): Verdict | undefined {
  if (timestamp === undefined) return undefined;
  const offSeconds = Math.round(Math.abs(now / 1000 - timestamp));
  if (offSeconds <= webhook.toleranceSeconds) return undefined;
  return { reason: 'clock', says: `is ${offSeconds} s off; ${webhook.toleranceSeconds} s are allowed` };
}

interface Copy {
  readonly signed: SignedParts;
  readonly key: Buffer;
  readonly body: Buffer;
  readonly parts: Parts;
  readonly webhooks: WebhookServices;
}

/** Known by the signature of our own first key: a sender's list of signatures can be cut by whoever copies it. */
async function isCopy(exchange: Exchange, { signed, key, body, parts, webhooks }: Copy): Promise<Verdict | undefined> {
  const id = signatureOf(key, signed, body).toString('base64url');
  const owner = `${parts.api}:${parts.operation.id}`;
  if ((await webhooks.replays.take(owner, id, signed.timestamp !== undefined)) !== 'fresh')
    return { reason: 'replay', says: 'came before' };
  // When we could not take it, the sender has to be able to bring it again.
  exchange.onStatus.push((status) => status >= 500 && webhooks.replays.giveBack(owner, id));
  return undefined;
}

function refusal({ reason, says }: Verdict): Denial {
  const errors = says === undefined ? {} : { errors: [{ in: 'header', pointer: '', reason: says }] };
  return deny('WEBHOOK_REFUSED', { ...errors, detail: { reason } });
}
