import type { EventFormat } from '../../telemetry/event-format.js';
import { clickHouseTable } from '../../telemetry/outputs/clickhouse-output.js';
import type { QueryField } from '../../telemetry/query-fields.js';
import { code, page, table } from './markdown.js';

const language = [
  ['`field:value`', 'the field is the value: upper and lower case count'],
  ['`field>=value`, `<=`, `>`, `<`', 'for numbers, times and severities'],
  ['`field:get*`', '`*` stands for any text; `field:*` is: there is one'],
  ['`field:"two words"`', 'a quoted value is taken as it is, `*` too; `\\"` is a quotation mark'],
  ['`-field:value`, `NOT ...`', 'not'],
  ['`a b`, `a AND b`', 'both'],
  ['`a OR b`', 'one of them; AND binds closer'],
  ['`( ... )`', 'belongs together'],
  ['`word`, `"two words"`', 'the text anywhere in the event, in whatever case'],
] as const;

const verification = `\`portcullis events verify\` reads every record of the audit log and of the event log. It finds:

- a changed byte: the record does not have the hash of its leaf any more; told with file, leaf, id and time;
- a column that searches look at and that says something else than the record;
- removed records (their numbers are missing), a cut-off end, records that the log does not know;
- records that were changed together with their hashes, put into another order, or put in between: between two checkpoints, at most 1,000 leaves or a minute of events apart;
- a file that is missing or does not go on from the one before it; a checkpoint that is not signed by the key of this store.

Files that retention dropped are accepted, and told: a file keeps where the tree stood before it. Exit code 0: nothing found; 1: tampering; 2: a file cannot be read; 3: a checkpoint is of a part that was dropped, so it could not be compared.`;

const limits = `What it does not prove. That everything that happened was logged: who stops the gateway, or changes it, writes no events. That a record was true when it was written. That nobody wrote everything anew: whoever may write the data folder and read \`checkpoint.key\` can make records, hashes, checkpoints and head that agree. Only a checkpoint kept elsewhere shows that, up to its size: set \`eventLog.checkpoints\` to a file on another machine or a medium that cannot be rewritten, or to the address of a witness.`;

const checkpoints = `While it runs, the gateway signs each log that grew every 60 seconds, every 1,000 leaves, and when it stops. A checkpoint is a signed note as C2SP \`tlog-checkpoint\` says: origin (\`NAME/control\`, \`NAME/denials\` or \`NAME/access\`), size, root hash (RFC 6962), an Ed25519 signature. They are kept in the store, and with \`eventLog.checkpoints\` also appended to a file and sent to an address by POST.

With \`eventLog.checkpoints.file\`, \`portcullis start\` compares the last checkpoint of each log in it with the log and refuses to start (\`LOG_REWRITTEN\`) when the log is shorter, has another past, or does not go on from it. After a backup was restored that is so by right: \`portcullis start --accept-log\` goes on, and the audit log records it. Moving the file away has the same effect without a record.`;

const outputs = `\`eventLog.outputs\` names places where events go on by themselves: a file of JSON lines, an OTLP collector, a syslog receiver over TLS, ClickHouse. Each goes through the log from its own place, which moves on only when the other side has the events: at least once, over restarts too. An output that is away stops nothing; the log waits for it, as long as retention keeps the events. Syslog has no acknowledgement: what is in the air when its receiver goes down is lost. The table for ClickHouse:`;

const persons = `Events are written by allow-list: what contract or policy names, ids, and keyed hashes; never a path, query, header or body. Of an attack the words that attacks are made of are told, everything else in it is hidden. Who called (\`jwt:ISSUER:SUBJECT\`) stands in events as a token that only somebody with the vault's key can make of the name. The name itself is kept once, beside the log, sealed under a key of that person: \`events search\`, \`tail\` and \`export\`, detections and the console show it, and \`principal:jwt:ISSUER:SUBJECT\` or \`principal:*:SUBJECT\` find it. \`portcullis store erase SUBJECT\` destroys the key: from then on \`erased-…\` is shown, and the log, in which nothing was changed, verifies. \`eventLog.principals: token\` keeps the name nowhere; \`name\` writes it into the log itself, where it stays until retention drops the file. Outputs, notifications and the access log have the token. The address of a client is kept as it is in all three, as long as the log.`;

const retention = `\`eventLog.retention\` says how many days are kept: allowed calls (7), all other events (90), detections (400), runs and fixed findings (400; \`findingDays\`). Whole files are dropped, at the start and every hour; the audit log, which is kept for ever, records which (\`log_retained\`).`;

/** Query language, exports and verification of the event log as a Markdown page. */
export function eventDocs(fields: Iterable<QueryField>, formats: Iterable<EventFormat>): string {
  return page(
    'The event log',
    'Two logs: events (what the gateway saw and decided) and audit (what administrators and the program changed). Both are Merkle logs that only grow.',
    '## Queries',
    'The same language for `events search`, `tail` and `export`, and for `query` of an output:',
    table(['form', 'means'], language),
    table(
      ['field', 'kind of value', 'meaning'],
      [...fields, detail].map(({ name, type, values, describe }) => [
        code(name),
        values ? values.map(code).join(', ') : kinds[type],
        describe,
      ]),
    ),
    '## Exports',
    table(
      ['--format', 'media type', 'what'],
      [...formats].map(({ id, mediaType }) => [code(id), code(mediaType), forms[id] ?? '']),
    ),
    'In every form an event is one line: control characters, line and paragraph separators and direction marks are written as escapes. A syslog line has the registered element `origin`, and the event as JSON in its message (for `mmjsonparse` of rsyslog, `json-parser` of syslog-ng). An export, and reading the audit log, is a record of the audit log.',
    '## Persons',
    persons,
    '## Retention',
    retention,
    '## Verification',
    verification,
    limits,
    '## Checkpoints',
    checkpoints,
    '## Outputs',
    outputs,
    `\`\`\`sql\n${clickHouseTable}\n\`\`\``,
  );
}

const detail = {
  name: 'detail.NAME',
  type: 'word',
  describe: 'What the event says besides.',
  values: undefined,
} as const;

const kinds: Readonly<Record<QueryField['type'], string>> = {
  word: 'text',
  number: 'number',
  rank: 'one of an order',
  time: 'ISO date or time in UTC, or an age such as `90s`, `15m`, `2h`, `7d`',
};

const forms: Readonly<Record<string, string>> = {
  cef: 'Common Event Format, version 0',
  csv: 'a row for each event; a cell is never a formula',
  jsonl:
    'OCSF 1.5.0: API Activity 6003, Authentication 3002, Entity Management 3004, Application Lifecycle 6002, Detection Finding 2004',
  syslog: 'RFC 5424, the event as JSON in its message; `--to tls://host:port` sends it (RFC 5425)',
};
