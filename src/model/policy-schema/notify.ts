import { closed, either, list, matching, named, oneOf, text, whole, type PolicySchema } from './schema.js';

const time = matching('a time such as 22:00', '^([01]\\d|2[0-3]):[0-5]\\d$');
const mailbox = matching('an address such as security@example.com', '^[^\\s@<>,;"]+@[^\\s@<>,;"]+$');
const ca = text('the path of a PEM file', "Authorities instead of the system's.");

const when = {
  query: text('a query such as severity>=high', 'Which events, of all but allowed calls. Default kind:detection.'),
  repeatSeconds: whole('The same about the same is told once within this time, with their number. Default 3600.', 0),
  digestSeconds: whole(
    'What is found within this time of the first goes out together. Default 0: at once.',
    0,
    604_800,
  ),
  quietHours: closed(
    'Every day from one time to another: what is not urgent is told when they end.',
    { from: time, until: time, timeZone: text('a time zone such as Europe/Berlin', 'Default UTC.') },
    ['from', 'until'],
  ),
  urgent: oneOf('From this severity on nothing waits. Default critical.', 'info', 'low', 'medium', 'high', 'critical'),
};

const webhook = closed(
  'A signed POST (Standard Webhooks).',
  {
    webhook: matching(
      'an http or https URL, or a reference such as ${env:HOOK}',
      '^(https?://[^\\s#@]+|\\$\\{\\w+:[^}]+\\})$',
    ),
    secret: text(
      'a reference such as ${vault:hook}',
      'Key of the signature: whsec_ and base64, or 24 characters and more.',
    ),
    ca,
    ...when,
  },
  ['webhook', 'secret'],
);

const mail = closed(
  'A mail.',
  {
    mail: closed(
      'Where it goes. Needs the package nodemailer.',
      {
        server: matching(
          'an address such as smtps://mail.example.com or smtp://mail.example.com:587',
          '^smtps?://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9.-]+)(:\\d{1,5})?$',
          'smtp:// changes to TLS (STARTTLS) before anything is said; without TLS only on this machine.',
        ),
        from: mailbox,
        to: list('Who gets it.', mailbox, 1),
        user: text('a name'),
        password: text('a reference such as ${env:SMTP_PASSWORD}'),
        ca,
      },
      ['server', 'from', 'to'],
    ),
    ...when,
  },
  ['mail'],
);

/** `notify` of the policy: who is told of what. */
export const notifySchema: PolicySchema = named(
  'Name -> who is told of which events, and when.',
  either('an object with webhook or mail', 'One notification.', webhook, mail),
);
