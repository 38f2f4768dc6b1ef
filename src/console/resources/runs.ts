import { auditProject } from '../../app/audit.js';
import { pentestApi } from '../../app/pentest.js';
import type { PentestEvent } from '../../pentest/events.js';
import type { Safety } from '../../pentest/risky.js';
import { cli, flag } from '../cli.js';
import { isText, pageOf, readCursor } from '../cursor.js';
import { may, operation, reply, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, cursor, limit, list, name, oneOf, text, yesNo } from '../schemas.js';

interface RunAsked {
  readonly kind: 'audit' | 'pentest';
  readonly safety?: Safety;
  readonly through?: boolean;
  readonly tentative?: boolean;
  readonly api?: string;
  readonly operations?: readonly string[];
  readonly checks?: readonly string[];
  readonly seed?: string;
}

type After = { readonly startedAt: string; readonly id: string };

function isAfter(value: unknown): value is After {
  const { startedAt, id } = (value ?? {}) as Partial<After>;
  return isText(startedAt) && isText(id) && !Number.isNaN(Date.parse(startedAt));
}

export const runOperations: readonly ConsoleOperation[] = [
  operation<{ readonly kind?: 'audit' | 'pentest' | 'proof'; readonly limit: number; readonly cursor?: string }>({
    id: 'listRuns',
    method: 'GET',
    path: '/runs',
    summary: 'Runs of audit, pentest and proof, newest first',
    roles: may.read,
    query: { kind: oneOf('audit', 'pentest', 'proof'), limit, cursor },
    async run({ app, query }) {
      const { runs } = await app.store();
      const after = readCursor(query.cursor, isAfter);
      const { kind } = query;
      const rows = await runs.summaries({
        ...(kind ? { kind } : {}),
        ...(after ? { after } : {}),
        limit: query.limit + 1,
      });
      return pageOf(rows, query.limit, ({ startedAt, id }) => ({ startedAt, id }));
    },
  }),
  operation<object, RunAsked>({
    id: 'startRun',
    method: 'POST',
    path: '/runs',
    summary: 'Start an audit or a pentest; more than reading needs the role operator',
    roles: may.triage,
    status: 202,
    body: closed(
      {
        kind: oneOf('audit', 'pentest'),
        safety: oneOf('read-only', 'writes', 'disruptive'),
        through: yesNo,
        tentative: yesNo,
        api: name,
        operations: list(name, 500),
        checks: list(name, 300),
        seed: text(200),
      },
      ['kind'],
    ),
    async run({ app, body, caller, host }) {
      const { safety = 'read-only' } = body;
      if (safety !== 'read-only' && !may.operate.some((role) => role === caller.role)) {
        throw new Refusal(403, 'FORBIDDEN', `The role ${caller.role} may start what only reads`, {
          expected: may.operate.join(', '),
        });
      }
      if (body.kind === 'audit') {
        return host.jobs.start({
          kind: 'audit',
          subject: 'policy and contracts',
          by: caller.name,
          cli: cli('audit'),
          async run({ signal }) {
            const run = await auditProject({ ...app, signal }, { contracts: [], level: 'default' });
            return { run: run.id, findings: run.findings.length, outcome: run.outcome };
          },
        });
      }
      return host.jobs.start({
        kind: 'pentest',
        subject: body.api ?? 'the API of the policy',
        by: caller.name,
        cli: pentestLine(body),
        async run({ signal, say }) {
          const { api, operations, checks, seed, through = false, tentative = false } = body;
          const { run, changes } = await pentestApi(
            { ...app, signal },
            {
              api,
              operations,
              checks,
              seed,
              through,
              tentative,
              safety,
              minReachedPercent: 0,
              onEvent: (event) => told(event, say),
            },
          );
          const { opened, regressed, fixed } = changes;
          const counts = { opened: opened.length, regressed: regressed.length, fixed: fixed.length };
          return { run: run.id, findings: run.findings.length, outcome: run.outcome, ...counts };
        },
      });
    },
  }),
  operation({
    id: 'getRun',
    method: 'GET',
    path: '/runs/{run}',
    summary: 'A run with its coverage matrix and findings',
    roles: may.read,
    async run({ app, params }) {
      const run = await (await app.store()).runs.get(params.run!);
      if (!run) throw new Refusal(404, 'NOT_FOUND', `There is no run ${params.run}`);
      return run;
    },
  }),
  operation({
    id: 'listJobs',
    method: 'GET',
    path: '/jobs',
    summary: 'What was started from here, newest first',
    roles: may.read,
    run: async ({ host }) => ({ items: host.jobs.list() }),
  }),
  operation({
    id: 'getJob',
    method: 'GET',
    path: '/jobs/{job}',
    summary: 'How far something is that was started from here',
    roles: may.read,
    run: async ({ host, params }) => host.jobs.get(params.job!),
  }),
  operation({
    id: 'stopJob',
    method: 'DELETE',
    path: '/jobs/{job}',
    summary: 'Stop a job',
    roles: may.triage,
    run: async ({ host, params }) => host.jobs.stop(params.job!),
  }),
  operation({
    id: 'followJob',
    method: 'GET',
    path: '/jobs/{job}/log',
    summary: 'The lines of a job as it writes them, as server-sent events',
    roles: may.read,
    mediaType: 'text/event-stream',
    async run({ host, params, request, signal }) {
      host.jobs.get(params.job!);
      const seen = Number(request.headers['last-event-id'] ?? 0);
      const after = Number.isSafeInteger(seen) && seen > 0 ? seen : 0;
      return reply({ stream: { mediaType: 'text/event-stream', parts: host.jobs.log(params.job!, after, signal) } });
    },
  }),
];

function pentestLine({ safety, through, tentative, api, operations, checks, seed }: RunAsked): string {
  return cli(
    'pentest',
    ...flag('--safety', safety),
    ...flag('--through', through),
    ...flag('--tentative', tentative),
    ...flag('--api', api),
    ...flag('--operation', operations?.join(',')),
    ...flag('--checks', checks?.join(',')),
    ...flag('--seed', seed),
  );
}

function told(event: PentestEvent, say: (text: string) => void): void {
  const { kind, ...rest } = event as { readonly kind: string } & Readonly<Record<string, unknown>>;
  const words = Object.entries(rest).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${key} ${value}`] : [],
  );
  say([kind, ...words].join(', '));
}
