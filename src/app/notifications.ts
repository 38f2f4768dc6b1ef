import fs from 'node:fs';
import type { SecurityEvent } from '../core/events.js';
import { PortcullisError } from '../core/errors.js';
import { isAtLeast } from '../core/finding.js';
import { uuidv7 } from '../core/ids.js';
import type { NotifyPolicy } from '../model/types.js';
import type { Channel, Message } from '../telemetry/notify/channel.js';
import { mailChannel } from '../telemetry/notify/mail-channel.js';
import { Notifier } from '../telemetry/notify/notifier.js';
import { notifyStateFile } from '../telemetry/notify/notify-state.js';
import { hoursTest } from '../telemetry/notify/quiet-hours.js';
import { webhookChannel } from '../telemetry/notify/webhook-channel.js';
import { testOf } from '../telemetry/query-match.js';
import { parseQuery } from '../telemetry/query.js';
import type { SealedStore } from './sealed-store.js';
import { secretReader, type SecretReader, type SecretReaderOptions } from './secret-reader.js';
import { version } from './version.js';

export interface NotificationsOptions extends SecretReaderOptions {
  readonly dataDir: string;
  readonly store: SealedStore;
  readonly say: (text: string) => void;
  /** Told when somebody cannot be told. */
  readonly onOutage?: (name: string, reason: string) => void;
}

/** A notification that is ready to begin. */
export async function notifierOf(name: string, policy: NotifyPolicy, options: NotificationsOptions): Promise<Notifier> {
  const { dataDir, store, say, onOutage } = options;
  const channel = await channelOf(policy, await secretReader(options));
  return new Notifier({
    name,
    channel,
    events: store.events,
    state: notifyStateFile(dataDir, name),
    matches: testOf(parseQuery(policy.query, Date.now())),
    repeatMillis: policy.repeatSeconds * 1000,
    digestMillis: policy.digestSeconds * 1000,
    isUrgent: ({ severity }) => isAtLeast(severity, policy.urgent),
    say,
    ...(policy.quietHours ? { isQuiet: hoursTest(policy.quietHours) } : {}),
    ...(onOutage ? { onOutage: (reason) => onOutage(name, reason) } : {}),
  });
}

/** The way to somebody, its secrets resolved. Throws `POLICY_SECRET_MISSING`, `POLICY_INVALID`, `FILE_UNREADABLE`. */
export async function channelOf({ channel }: Pick<NotifyPolicy, 'channel'>, secretOf: SecretReader): Promise<Channel> {
  if ('webhook' in channel) {
    const { webhook, secret, ca } = channel;
    const url = secretOf(webhook);
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new PortcullisError('POLICY_INVALID', 'The address of a webhook is no http or https URL');
    }
    return webhookChannel({ url, secret: secretOf(secret), ca: readPem(ca), productVersion: version });
  }
  const { ca, password, ...mail } = channel.mail;
  return mailChannel({ ...mail, ca: readPem(ca), password: password === undefined ? undefined : secretOf(password) });
}

function readPem(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}

/** A message that tells of nothing that happened, to try the way. Its event is in no log. */
export function testMessage(name: string, now: number): Message {
  const facts = { kind: 'admin_action', outcome: 'info', severity: 'info' } as const;
  const event: SecurityEvent = { id: uuidv7(now), time: now, ...facts, detail: { action: 'notification_test' } };
  return { id: `msg_${uuidv7(now)}`, name, events: [{ event, more: 0 }], more: 0 };
}
