import { auditRecords, isoTime } from '../evidence/facts.js';
import type { FeedName, FeedRows } from '../evidence/item.js';
import type { Period } from '../evidence/types.js';
import { reviewState } from '../vendors/review-state.js';
import type { App } from './app.js';
import { listIncidents } from './incidents.js';
import { thirdParties } from './vendors.js';

/** Rows of a room for the evidence of a period; undefined: it has none. Must not change anything. */
export type Feed = (app: App, period: Period) => Promise<FeedRows | undefined>;

/** Rooms that keep records of their own. */
const feeds: Readonly<Record<FeedName, Feed>> = { vendors, training, incidents, drills };

/** What a room has for the evidence of a period. */
export async function feedRows(app: App, name: FeedName, period: Period): Promise<FeedRows | undefined> {
  return feeds[name](app, period);
}

const newestOf = (times: readonly number[]): { readonly newest?: number } =>
  times.length > 0 ? { newest: Math.max(...times) } : {};

/** The register of the policy, with what the store knows of each; the register is as new as it is looked at. */
async function vendors(app: App): Promise<FeedRows | undefined> {
  if (app.policyFile === undefined) return undefined;
  const register = thirdParties(app).vendors;
  const store = await app.store({ readOnly: true });
  const states = new Map((await store.vendors.list()).map((state) => [state.name, state]));
  const uses = await store.vendors.uses();
  const now = app.now().getTime();
  return {
    columns: [
      'vendor',
      'owner',
      'tier',
      'kinds of data',
      'review',
      'last review',
      'by',
      'verdict',
      'next review due',
      'posture looked at',
      'last call',
      'blocked since',
    ],
    rows: [...register].map(([name, vendor]) => {
      const state = states.get(name);
      const review = reviewState(vendor, state ?? { registeredAt: now }, now);
      const calls = uses.filter((use) => use.vendor === name).map(({ lastAt }) => lastAt);
      return [
        name,
        vendor.owner,
        vendor.tier,
        vendor.dataClasses.join(' '),
        review.state,
        isoTime(state?.lastReview?.at),
        state?.lastReview?.by ?? '',
        state?.lastReview?.verdict ?? '',
        isoTime(review.dueAt),
        isoTime(state?.checkedAt),
        isoTime(calls.length > 0 ? Math.max(...calls) : undefined),
        isoTime(state?.blocked?.at),
      ];
    }),
  };
}

/** Completions that held at some time of the period. */
async function training(app: App, { from, to }: Period): Promise<FeedRows> {
  const { learning } = await app.store({ readOnly: true });
  const held = (await learning.records()).filter(({ completedAt, expiresAt }) => completedAt < to && expiresAt >= from);
  return {
    columns: ['person', 'lesson', 'version', 'completed', 'expires', 'result (SHA-256)'],
    rows: held.map(({ person, lesson, version, completedAt, expiresAt, resultHash }) => [
      person,
      lesson,
      version,
      isoTime(completedAt),
      isoTime(expiresAt),
      resultHash,
    ]),
    ...newestOf(held.map(({ completedAt }) => completedAt)),
  };
}

/** Incidents that were open at some time of the period. */
async function incidents(app: App, { from, to }: Period): Promise<FeedRows> {
  const found = (await listIncidents(app)).filter(
    ({ openedAt, clocks }) => openedAt < to && (clocks.closedAt ?? to) >= from,
  );
  const minutes = (begin: number | undefined, end: number | undefined): number | '' =>
    begin === undefined || end === undefined ? '' : Math.round((end - begin) / 60_000);
  return {
    columns: [
      'incident',
      'severity',
      'state',
      'runbook',
      'opened',
      'aware',
      'contained',
      'closed',
      'minutes to contain',
      'minutes to close',
      'operations',
      'reviewed',
    ],
    rows: found.map(({ number, severity, state, runbook = '', openedAt, clocks, operations, review }) => [
      number,
      severity,
      state,
      runbook,
      isoTime(openedAt),
      isoTime(clocks.awareAt),
      isoTime(clocks.containedAt),
      isoTime(clocks.closedAt),
      minutes(clocks.awareAt, clocks.containedAt),
      minutes(clocks.awareAt, clocks.closedAt),
      operations.length,
      review === undefined ? 'no' : `yes, ${review.actions.length} actions`,
    ]),
    ...newestOf(found.map(({ openedAt, clocks }) => clocks.closedAt ?? openedAt)),
  };
}

/** Drills, as the audit log keeps them: their times stand in the record. */
async function drills(app: App, period: Period): Promise<FeedRows> {
  const { audit } = await app.store({ readOnly: true });
  const found = await auditRecords(audit, period, ['incident_drilled']);
  return {
    columns: ['record', 'time', 'by', 'drill', 'detail'],
    rows: found.map(({ n, time, actor, subject = '', detail }) => [
      `audit-${n}`,
      isoTime(time),
      actor,
      subject,
      detail ? JSON.stringify(detail) : '',
    ]),
    ...newestOf(found.map(({ time }) => time)),
    records: found.map(({ n }) => `audit-${n}`),
  };
}
