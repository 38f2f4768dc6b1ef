import { count, isIn, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

/** The digest of a run names contract and policy together: another one, and the inventory was changed. */
export default defineItem({
  id: 'inventory-changes',
  title: 'Changes of contract and policy over time',
  subject: 'digests of contract and policy, each time they were assessed',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis audit at each change, or `schedules` with onPolicyChange in the policy',

  async collect({ store }, period) {
    const runs = [...(await store.runs.list({ limit: 500 }))]
      .filter(({ startedAt }) => Date.parse(startedAt) < period.to)
      .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
    if (runs.length === 0) return { missing: 'no audit or pentest has looked at the contract yet' };
    const changes = runs.filter(({ modelDigest }, n) => modelDigest !== runs[n - 1]?.modelDigest);
    const inPeriod = changes.filter(({ startedAt }) => isIn(period, Date.parse(startedAt)));
    return {
      summary: `${count(inPeriod.length, 'state')} of contract and policy first seen in the period, ${count(runs.length, 'run')} compared`,
      columns: ['first seen', 'model digest', 'run', 'kind', 'operations'],
      rows: inPeriod.map(({ startedAt, modelDigest, id, kind, coverage }) => [
        isoTime(Date.parse(startedAt)),
        modelDigest,
        id,
        kind,
        coverage?.operations ?? '',
      ]),
      newest: Date.parse(runs.at(-1)!.finishedAt),
    };
  },
});
