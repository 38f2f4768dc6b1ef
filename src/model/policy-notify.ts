import path from 'node:path';
import type { Faults } from './policy-faults.js';
import type { RawNotify } from './policy-file.js';
import { checkReferences, checkSecret } from './policy-secrets.js';
import { below } from './pointer.js';
import type { MailPolicy, NotifyPolicy, NodeRef, QuietHours, WebhookPolicy } from './types.js';

interface Place {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
}

/** `notify` with its defaults and paths resolved. Reports secrets that are written down, unknown time zones. */
export function readNotify(
  raw: Readonly<Record<string, RawNotify>> | undefined,
  { node, ...rest }: Place,
): ReadonlyMap<string, NotifyPolicy> {
  return new Map(
    Object.entries(raw ?? {}).map(([name, one]) => {
      const place = { ...rest, node: below(node, name) };
      checkName(name, place);
      return [name, readOne(one, place)] as const;
    }),
  );
}

/** The name is that of a file too, and of the label of a metric. */
function checkName(name: string, { node, faults }: Place): void {
  if (/^[A-Za-z][\w-]{0,63}$/.test(name)) return;
  faults.add('POLICY_INVALID', `"${name}" cannot be the name of a notification`, node, {
    expected: 'a letter, then up to 63 letters, digits, hyphens and underscores',
  });
}

function readOne(raw: RawNotify, place: Place): NotifyPolicy {
  const { query = 'kind:detection', repeatSeconds = 3600, digestSeconds = 0, urgent = 'critical', quietHours } = raw;
  return {
    query,
    repeatSeconds,
    digestSeconds,
    urgent,
    ...(quietHours ? { quietHours: readHours(quietHours, place) } : {}),
    channel: 'webhook' in raw ? readWebhook(raw, place) : readMail(raw, place),
  };
}

function readHours({ from, until, timeZone = 'UTC' }: Partial<QuietHours>, { node, faults }: Place): QuietHours {
  const at = below(node, 'quietHours');
  if (from === until) faults.add('POLICY_INVALID', 'quietHours begin and end at the same time', below(at, 'until'));
  try {
    Intl.DateTimeFormat('en', { timeZone });
  } catch {
    const expected = 'a name of the IANA database such as Europe/Berlin';
    faults.add('POLICY_INVALID', `There is no time zone ${timeZone}`, below(at, 'timeZone'), { expected });
  }
  return { from: from!, until: until!, timeZone };
}

function readWebhook({ webhook, secret, ca }: WebhookPolicy, { node, baseDir, faults }: Place): WebhookPolicy {
  checkReferences(webhook, below(node, 'webhook'), faults);
  checkSecret(secret, below(node, 'secret'), faults);
  return { webhook, secret, ...resolved(ca, baseDir) };
}

function readMail({ mail: { ca, ...mail } }: MailPolicy, { node, baseDir, faults }: Place): MailPolicy {
  const at = below(node, 'mail');
  if (mail.password !== undefined) checkSecret(mail.password, below(at, 'password'), faults);
  if ((mail.user === undefined) !== (mail.password === undefined)) {
    faults.add('POLICY_INVALID', 'user and password belong together', at);
  }
  return { mail: { ...mail, ...resolved(ca, baseDir) } };
}

const resolved = (ca: string | undefined, baseDir: string) =>
  ca === undefined ? {} : { ca: path.resolve(baseDir, ca) };
