import { defineDetector } from '../detection/detector.js';
import { steps, type Step } from '../detection/scenario.js';

const minuteMillis = 60_000;
const windowSeconds = 120;
const alpha = 0.05;
const learnMinutes = 15;

const call = (): Omit<Step, 'at'> => ({ kind: 'access', operationId: 'getOrder', status: 200 });

/** CWE-778. The log has a hole, the writer lags, a guard was switched off, or a busy API falls silent at once. */
export default defineDetector({
  id: 'monitoring-silenced',
  number: 40,
  title: 'Monitoring silenced',
  version: 1,
  severity: 'high',
  attack: 'T1562',
  owasp: 'sys_monitor_disabled',
  kinds: [
    'access',
    'denial',
    'sys_gap',
    'sys_monitor_disabled',
    'detector_changed',
    'policy_changed',
    'sys_shutdown',
    'sys_startup',
  ],
  needs: ['kind'],
  thresholds: {
    usual: { default: 30, describe: 'events in a usual minute, from which silence is strange', minimum: 5 },
    silentMinutes: { default: 2, describe: 'whole minutes without any event', minimum: 1 },
  },
  dedupSeconds: 900,
  response: ['alert'],
  acts: false,
  guard: 'announced maintenance; a shutdown that is in the log is no silence',
  runbook: 'Check `/readyz`, the disk and the workers. Compare the checkpoint of the log with the copy kept elsewhere.',

  start({ usual, silentMinutes }, { context: { isMaintenance } }) {
    let [minute, count, mean, learned, silent] = [-1, 0, 0, 0, 0];
    let isDown = false;
    const about = { kind: 'system' as const, id: 'monitoring' };
    const say = (summary: string) => ({ summary, observed: 1, threshold: 1, windowSeconds, about, operations: [] });

    function roll(now: number) {
      const current = Math.floor(now / minuteMillis);
      if (minute === -1 || current < minute) minute = current;
      let found;
      for (let passed = Math.min(current - minute, 60); passed > 0; passed--) {
        found = close() ?? found;
        count = 0;
      }
      minute = current;
      return found;
    }

    function close() {
      if (count === 0 && learned >= learnMinutes && mean >= usual && !isDown) {
        silent++;
        if (silent !== silentMinutes) return undefined;
        return {
          ...say(`No event for ${silent} minutes, ${Math.round(mean)} a minute are usual`),
          observed: 0,
          threshold: usual,
          baseline: mean,
        };
      }
      silent = 0;
      learned++;
      mean += Math.max(alpha, 1 / learned) * (count - mean);
      return undefined;
    }

    return {
      see(seen) {
        const { event, now } = seen;
        const found = roll(now);
        if (event.kind === 'access' || event.kind === 'denial') {
          count++;
          isDown = false;
          return isMaintenance?.(now) ? undefined : found;
        }
        if (event.kind === 'sys_shutdown' || event.kind === 'sys_startup') isDown = true;
        if (isMaintenance?.(now)) return undefined;
        if (event.kind === 'sys_gap') return say('The log has a gap');
        if (event.kind === 'sys_monitor_disabled') return say('Monitoring was switched off');
        if (event.kind === 'detector_changed' && seen.detail('change') !== 'enabled')
          return say('A detector was switched off or broke');
        if (event.kind === 'policy_changed' && seen.detail('weaker') !== undefined)
          return say(`The policy became weaker: ${seen.detail('weaker')}`);
        return found;
      },
      tick(now) {
        const found = roll(now);
        return isMaintenance?.(now) ? undefined : found;
      },
    };
  },

  fires: [
    { name: 'a gap', steps: () => [{ kind: 'sys_gap', at: 0 }] },
    { name: 'monitoring switched off', steps: () => [{ kind: 'sys_monitor_disabled', at: 0 }] },
    { name: 'a detector disabled', steps: () => [{ kind: 'detector_changed', at: 0, detail: { change: 'disabled' } }] },
    {
      name: 'a policy that only watches',
      steps: () => [{ kind: 'policy_changed', at: 0, detail: { weaker: 'mode monitor' } }],
    },
    { name: 'a busy API falls silent', steps: () => steps(2000, 0.6, call), thenSeconds: 300 },
  ],
  silent: [
    { name: 'an API that is quiet at night', steps: () => steps(100, 20, call), thenSeconds: 3600 },
    {
      name: 'an orderly stop',
      steps: () => [...steps(2000, 0.6, call), { kind: 'sys_shutdown', at: 1201 }],
      thenSeconds: 3600,
    },
    {
      name: 'a policy that became stricter',
      steps: () => [{ kind: 'policy_changed', at: 0, detail: { policyDigest: 'a' } }],
    },
    {
      name: 'announced maintenance',
      context: { isMaintenance: () => true },
      steps: () => [{ kind: 'sys_gap', at: 0 }],
    },
  ],
});
