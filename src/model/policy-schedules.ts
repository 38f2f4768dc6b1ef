import { didYouMean } from '../core/nearest.js';
import type { Faults } from './policy-faults.js';
import { late } from './late.js';
import { below } from './pointer.js';
import type { NodeRef, SchedulePolicy } from './types.js';

/** As written, after its schema was checked. */
export type RawSchedule = Pick<SchedulePolicy, 'run'> & Partial<SchedulePolicy>;

interface Place {
  readonly node: NodeRef;
  readonly faults: Faults;
  /** Names of the APIs. */
  readonly apis: readonly string[];
}

/** `schedules` with its defaults. Reports what would never run, and settings that mean nothing for what is run. */
export function readSchedules(
  raw: Readonly<Record<string, RawSchedule>> | undefined,
  { node, ...rest }: Place,
): ReadonlyMap<string, SchedulePolicy> {
  return new Map(
    Object.entries(raw ?? {}).map(([name, one]) => {
      const place = { ...rest, node: below(node, name) };
      checkName(name, place);
      checkTime(one, place);
      checkSettings(one, place);
      return [name, withDefaults(one)] as const;
    }),
  );
}

function withDefaults(raw: RawSchedule): SchedulePolicy {
  return { timeZone: 'UTC', onPolicyChange: false, minutes: 60, safety: 'read-only', through: false, ...raw };
}

function checkName(name: string, { node, faults }: Place): void {
  if (/^[A-Za-z][\w-]{0,63}$/.test(name)) return;
  faults.add('POLICY_INVALID', `"${name}" cannot be the name of a schedule`, node, {
    expected: 'a letter, then up to 63 letters, digits, hyphens and underscores',
  });
}

function checkTime({ cron, timeZone = 'UTC', onPolicyChange }: RawSchedule, { node, faults }: Place): void {
  if (cron === undefined) {
    if (onPolicyChange) return;
    return faults.add('POLICY_INVALID', 'This would never run', node, { expected: 'cron, or onPolicyChange: true' });
  }
  if (!isZone(timeZone)) {
    const expected = 'a name of the IANA database such as Europe/Berlin';
    return faults.add('POLICY_INVALID', `There is no time zone ${timeZone}`, below(node, 'timeZone'), { expected });
  }
  const fault = cronFault(cron, timeZone);
  if (fault === undefined) return;
  faults.add('POLICY_INVALID', `"${cron}" is no time to run at: ${fault}`, below(node, 'cron'), {
    expected: 'minute, hour, day, month, day of the week, such as 0 3 * * 1-5',
  });
}

function isZone(timeZone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** Why an expression cannot be used. With seconds it has six fields: a run a second is nobody's wish. */
function cronFault(cron: string, timeZone: string): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5) return 'it has not five fields';
  try {
    return new (late.cron().Cron)(cron, { paused: true, timezone: timeZone }).nextRun()
      ? undefined
      : 'no such day comes';
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '');
  }
}

const ofPentest = ['safety', 'through', 'checks', 'api'] as const;

function checkSettings(raw: RawSchedule, { node, faults, apis }: Place): void {
  for (const key of ofPentest) {
    if (raw.run === 'pentest' || raw[key] === undefined) continue;
    faults.add('POLICY_INVALID', `${key} means nothing for ${raw.run}`, below(node, key), { expected: 'run: pentest' });
  }
  if (raw.api === undefined || apis.includes(raw.api)) return;
  const hint = didYouMean(raw.api, apis);
  faults.add('POLICY_INVALID', `There is no API "${raw.api}"`, below(node, 'api'), {
    expected: apis.join(', '),
    ...(hint === undefined ? {} : { hint }),
  });
}
