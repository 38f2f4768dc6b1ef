import { auditKinds, type AuditKind } from '../../store/audit.js';
import { readCheckpointKey } from '../../telemetry/checkpoint-key.js';
import { verifyStore } from '../../telemetry/verify.js';
import { cli } from '../cli.js';
import { isWhole, pageOf, readCursor } from '../cursor.js';
import { may, operation, reply, type ConsoleOperation } from '../operation.js';
import { cursor, limit, name, oneOf, time } from '../schemas.js';

interface Listing {
  readonly kind?: AuditKind;
  readonly actor?: string;
  readonly since?: number;
  readonly until?: number;
}

const selection = { kind: oneOf(...auditKinds), actor: name, since: time, until: time } as const;

export const auditLogOperations: readonly ConsoleOperation[] = [
  operation<Listing & { readonly limit: number; readonly cursor?: string }>({
    id: 'listAuditLog',
    method: 'GET',
    path: '/audit-log',
    summary: 'What people and the program changed, newest first; the first page is recorded as read',
    roles: may.audit,
    query: { ...selection, limit, cursor },
    async run({ app, query, caller }) {
      const { audit } = await app.store();
      const before = readCursor(query.cursor, isWhole);
      const { limit: most, cursor: _cursor, ...filter } = query;
      if (before === undefined) await audit.append({ kind: 'log_read', actor: caller.name, detail: { ...filter } });
      const rows = await audit.list({ ...filter, ...(before === undefined ? {} : { before }), limit: most + 1 });
      return { ...pageOf(rows, most, ({ n }) => n), cli: cli('events', 'search', '--log', 'audit') };
    },
  }),
  operation({
    id: 'verifyAuditLog',
    method: 'POST',
    path: '/audit-log/verify',
    summary: 'Read every log whole and compare it with its tree and its signed checkpoints',
    roles: may.audit,
    async run({ app, signal }) {
      const store = await app.store();
      const begin = performance.now();
      const { logs, problems, more } = await verifyStore({ store, key: readCheckpointKey(app.dataDir), signal });
      return {
        verified: problems.length === 0,
        seconds: Math.round(performance.now() - begin) / 1000,
        logs: logs.map(({ problems: _problems, more: _more, root, ...log }) => ({
          ...log,
          root: root.toString('base64'),
        })),
        problems,
        unlisted: more,
        cli: cli('events', 'verify'),
      };
    },
  }),
  operation<Listing>({
    id: 'exportAuditLog',
    method: 'GET',
    path: '/audit-log/export',
    summary: 'Download the audit log as JSON lines, oldest first; that is recorded too',
    roles: may.audit,
    query: selection,
    mediaType: 'application/x-ndjson',
    async run({ app, query, caller, signal }) {
      const { audit } = await app.store();
      await audit.append({ kind: 'log_exported', actor: caller.name, detail: { log: 'audit', ...query } });
      const { kind, actor, since = -Infinity, until = Infinity } = query;
      const parts = (async function* () {
        for await (const { record } of audit.leaves()) {
          signal.throwIfAborted();
          const entry = JSON.parse(Buffer.from(record).toString()) as { kind: string; actor: string; time: number };
          const isAsked = (kind === undefined || entry.kind === kind) && (actor === undefined || entry.actor === actor);
          if (isAsked && entry.time >= since && entry.time < until) yield `${JSON.stringify(entry)}\n`;
        }
      })();
      const headers = { 'content-disposition': 'attachment; filename="audit-log.jsonl"' };
      return reply({ headers, stream: { mediaType: 'application/x-ndjson', parts } });
    },
  }),
];
