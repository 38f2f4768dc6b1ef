import { bundleBytes, collectEvidence, frameworkList, lastDays, loadFramework } from '../../app/evidence.js';
import type { App } from '../../app/app.js';
import type { Period } from '../../evidence/types.js';
import { cli } from '../cli.js';
import { may, operation, reply, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, time } from '../schemas.js';

interface Asked {
  readonly since?: number;
  readonly until?: number;
}

const usualDays = 90;
const span = { since: time, until: time } as const;

/** Throws `Refusal` 422 for a period that ends before it begins. */
function periodOf(app: App, { since, until }: Asked): Period {
  const usual = lastDays(app, usualDays);
  const to = until ?? usual.to;
  const period = { from: since ?? to - (usual.to - usual.from), to };
  if (period.from < period.to) return period;
  const detail = 'The period ends before it begins';
  throw new Refusal(422, 'REQUEST_INVALID', detail, {
    errors: [{ pointer: '/until', detail, expected: 'after since' }],
  });
}

const day = (millis: number): string => new Date(millis).toISOString();
const line = (framework: string, { from, to }: Period, ...more: readonly string[]): string =>
  cli('evidence', framework, '--from', day(from), '--to', day(to), ...more);

export const complianceOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'listFrameworks',
    method: 'GET',
    path: '/compliance',
    summary: 'Frameworks that evidence is gathered for',
    roles: may.audit,
    run: async () => ({ items: frameworkList(), cli: cli('evidence') }),
  }),
  operation<Asked>({
    id: 'getEvidence',
    method: 'GET',
    path: '/compliance/{framework}',
    summary: 'Controls of a framework with their evidence over a period: present, stale or missing',
    roles: may.audit,
    query: span,
    async run({ app, params, query }) {
      const period = periodOf(app, query);
      const framework = loadFramework(app, shippedOnly(params.framework!));
      return { report: await collectEvidence(app, { framework, period }), cli: line(params.framework!, period) };
    },
  }),
  operation<object, Asked>({
    id: 'exportEvidence',
    method: 'POST',
    path: '/compliance/{framework}/bundles',
    summary: 'Download the evidence as an archive that verifies offline; its hash goes into the audit log',
    roles: may.audit,
    body: closed(span),
    mediaType: 'application/zip',
    async run({ app, params, body }) {
      const framework = loadFramework(app, shippedOnly(params.framework!));
      const { bytes } = await bundleBytes(app, { framework, period: periodOf(app, body) });
      const file = `portcullis-${params.framework}-${new Date().toISOString().slice(0, 10)}.zip`;
      return reply({
        headers: { 'content-disposition': `attachment; filename="${file}"`, 'cache-control': 'no-store' },
        stream: { mediaType: 'application/zip', parts: onePart(bytes) },
      });
    },
  }),
];

async function* onePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** On the command line a framework may be a file; over the network only the shipped ones are read. */
function shippedOnly(id: string): string {
  if (frameworkList().some((framework) => framework.id === id)) return id;
  throw new Refusal(404, 'NOT_FOUND', 'There is no such framework');
}
