import { closed, either, httpUrl, matching, named, oneOf, text, whole, type PolicySchema } from './schema.js';

const query = text('a query such as severity>=medium', 'Which events; default all.');

const outputs = named(
  'Name -> where events go on by themselves, at least once each; a new one begins with the next event.',
  either(
    'an object with one of file, otlp, syslog and clickhouse',
    'One output.',
    closed('OCSF JSON lines.', { file: text('the path of a file', 'Lines are appended.'), query }, ['file']),
    closed(
      'Log records of OTLP/HTTP.',
      {
        otlp: { ...httpUrl, description: 'The receiver, without /v1/logs.' },
        headers: named('Name -> value.', text('a text, or ${env:NAME}')),
        query,
      },
      ['otlp'],
    ),
    closed(
      'Syslog over TLS (RFC 5425).',
      {
        syslog: matching(
          'an address such as tls://logs.example.com:6514',
          '^tls://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9.-]+)(:\\d{1,5})?$',
        ),
        ca: text('the path of a PEM file', "Authorities instead of the system's."),
        query,
      },
      ['syslog'],
    ),
    closed(
      'Rows of ClickHouse; docs/events.md has the table.',
      {
        clickhouse: { ...httpUrl, description: 'The HTTP interface.' },
        table: matching(
          'a name such as logs.portcullis_event',
          '^[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)?$',
          'Default portcullis_event.',
        ),
        user: text('a name'),
        password: text('a reference such as ${env:NAME}'),
        query,
      },
      ['clickhouse'],
    ),
  ),
);

/** `eventLog` of the policy: what happens when events cannot be recorded. */
export const eventLogSchema: PolicySchema = closed('The log of security events in the data folder.', {
  onFailure: {
    description:
      'Who is served while the log cannot be written, such as on a full disk. `reads` (default): reads for a minute, writes not at all. `closed`: nobody. `open`: everybody; what is missing is counted.',
    enum: ['reads', 'closed', 'open'],
  },
  checkpoints: closed(
    'Where signed checkpoints of the log are kept besides the store. Who can write there and here can rewrite history.',
    {
      file: text(
        'the path of a file',
        'Each checkpoint is appended, and the start compares the last ones with the log. Best on another machine or medium.',
      ),
      url: { ...httpUrl, description: 'Each checkpoint is sent there by POST (text/plain), again until it is taken.' },
    },
  ),
  principals: oneOf(
    "How events name who called. `sealed` (default): by a token that only somebody with the vault's key can make of the name; the name is kept beside the log, sealed under a key of that person, and `store erase` destroys it. `token`: the same, and the name is kept nowhere. `name`: as key or token say, in the log itself, where nothing can be erased. `events search principal:NAME` finds all three.",
    'sealed',
    'token',
    'name',
  ),
  retention: closed(
    'How long what is logged is kept; the audit log is kept for ever. Whole files are dropped, every hour.',
    {
      accessDays: whole('Days that allowed calls are kept; default 7.', 1, 3660),
      denialDays: whole('Days that all other events are kept; default 90.', 1, 3660),
      detectionDays: whole('Days that detections are kept; default 400.', 1, 3660),
      findingDays: whole(
        'Days that runs, and findings since they are fixed, are kept; default 400. Open ones stay.',
        1,
        3660,
      ),
    },
  ),
  outputs,
});
