import { runningGateway } from '../../app/gateway-state.js';
import type { FindingStatus } from '../../core/finding.js';
import { may, operation, type Call, type ConsoleOperation } from '../operation.js';
import { recentSums } from '../recent-sums.js';
import { addTo, noTraffic, sumsByOperation } from '../traffic-sums.js';

const dayMillis = 86_400_000;
const policyKinds: ReadonlySet<string> = new Set([
  'policy_applied',
  'policy_in_force',
  'patch_applied',
  'patch_dropped',
]);

interface OverviewNumber {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
  /** The list behind it: a path of the console with its query. */
  readonly link: string;
}

export const overviewOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'getOverview',
    method: 'GET',
    path: '/overview',
    summary: 'Whether anything needs a person: every number with the list behind it',
    roles: may.read,
    async run(call) {
      const { app, host } = call;
      const store = await app.store();
      const since = Date.now() - dayMillis;
      const [numbers, policyChanges, audit, pentest, readiness] = await Promise.all([
        numbersOf(call),
        store.audit.list({ since, limit: 500 }),
        store.runs.summaries({ kind: 'audit', limit: 1 }),
        store.runs.summaries({ kind: 'pentest', limit: 1 }),
        host.readiness?.(),
      ]);
      const running = runningGateway(app.dataDir);
      const changes = policyChanges.filter(({ kind }) => policyKinds.has(kind));
      const count: OverviewNumber = {
        id: 'policy-changes-24h',
        label: 'Policy changes in 24 h',
        value: changes.filter(({ kind }) => kind !== 'policy_in_force').length,
        link: '/policy?tab=history',
      };
      return {
        at: Date.now(),
        numbers: [...numbers, count],
        gateway: {
          running: running !== undefined,
          urls: running?.urls ?? [],
          policyDigest: running?.policyDigest ?? null,
          refused: running?.refused ?? null,
          ready: readiness?.ready ?? null,
          reasons: readiness?.reasons ?? [],
          workers: readiness?.workers ?? null,
        },
        runs: { audit: audit[0] ?? null, pentest: pentest[0] ?? null },
        policyChanges: changes.slice(0, 20),
      };
    },
  }),
];

async function numbersOf({ app }: Call): Promise<readonly OverviewNumber[]> {
  const store = await app.store();
  const [counts, open, blocks, rollUps, project] = await Promise.all([
    store.findings.counts(),
    store.detections.list({ state: 'open', limit: 1000 }),
    store.detections.activeBlocks(),
    recentSums(store.events),
    app.project().catch(() => undefined),
  ]);
  const found = (status: FindingStatus): number =>
    counts.reduce((sum, each) => sum + (each.status === status ? each.count : 0), 0);
  const traffic = noTraffic();
  for (const row of rollUps) addTo(traffic, row);
  const seen = sumsByOperation(rollUps);
  const operations = (project?.apis ?? []).flatMap(({ name, operations: all }) =>
    [...all.values()].filter(({ outgoing }) => !outgoing).map(({ id }) => `${name} ${id}`),
  );
  const findings = ([status, label]: readonly [FindingStatus, string]): OverviewNumber => ({
    id: `findings-${status}`,
    label,
    value: found(status),
    link: `/findings?status=${status}`,
  });
  const passed = traffic.requests - traffic.denied;
  return [
    ...(
      [
        ['open', 'Open findings'],
        ['regressed', 'Regressed'],
        ['patched', 'Patched at the gateway'],
        ['accepted', 'Accepted'],
        ['fixed', 'Fixed'],
      ] as const
    ).map(findings),
    { id: 'detections-open', label: 'Active detections', value: open.length, link: '/detections?state=open' },
    { id: 'blocks-active', label: 'Slowed or kept out', value: blocks.length, link: '/detections?state=open' },
    { id: 'requests-24h', label: 'Requests in 24 h', value: traffic.requests, link: '/traffic?q=since:24h' },
    { id: 'denied-24h', label: 'Denied in 24 h', value: traffic.denied, link: '/traffic?q=kind:denial%20since:24h' },
    { id: 'errors-24h', label: 'Failed in 24 h', value: traffic.errors, link: '/traffic?q=status:5xx%20since:24h' },
    {
      id: 'latency-mean-ms',
      label: 'Mean time of a call',
      value: passed > 0 ? Math.round(traffic.micros / Math.max(1, traffic.requests) / 100) / 10 : 0,
      unit: 'ms',
      link: '/traffic?q=kind:access%20since:24h',
    },
    { id: 'operations', label: 'Operations', value: operations.length, link: '/inventory' },
    {
      id: 'operations-unseen',
      label: 'Not called in 24 h',
      value: operations.filter((name) => !seen.get(name)?.requests).length,
      link: '/inventory?state=unseen',
    },
  ];
}
