import { count, isIn } from '../facts.js';
import { defineItem } from '../item.js';

const most = 1000;

export default defineItem({
  id: 'proofs',
  title: 'Attacks replayed before and after a patch',
  subject: 'proofs: the attack directly and through the gateway, and the legitimate call',
  method: 'TEST',
  validDays: 90,
  how: 'portcullis prove FINDING replays a finding; `schedules` of the policy does so by itself',

  async collect({ store }, period) {
    const all = (await store.runs.summaries({ kind: 'proof', limit: most })).filter(
      ({ startedAt }) => Date.parse(startedAt) < period.to,
    );
    if (all.length === 0) return { missing: 'no finding was proved' };
    const inPeriod = all.filter(({ startedAt }) => isIn(period, Date.parse(startedAt)));
    const shown = inPeriod.length > 0 ? inPeriod : all.slice(0, 1);
    const proved = shown.filter(({ verdict }) => verdict === 'proved').length;
    return {
      summary: `${count(inPeriod.length, 'proof')} in the period; ${proved} of ${shown.length} shown say proved`,
      columns: ['run', 'finding', 'verdict', 'started', 'finished', 'target'],
      rows: shown.map(({ id, subject = '', verdict = '', startedAt, finishedAt, target = '' }) => [
        id,
        subject,
        verdict,
        startedAt,
        finishedAt,
        target,
      ]),
      newest: Date.parse(shown[0]!.finishedAt),
    };
  },
});
