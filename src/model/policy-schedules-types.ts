import type { Safety } from '../core/safety.js';

/** What is run by itself, and when: by a cron expression, at a change of the policy, or both. */
export interface SchedulePolicy {
  readonly run: 'audit' | 'pentest' | 'prove';
  readonly cron?: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly onPolicyChange: boolean;
  /** It is ended after so many minutes. */
  readonly minutes: number;
  /** Of a pentest. */
  readonly safety: Safety;
  readonly through: boolean;
  readonly checks?: readonly string[] | undefined;
  readonly api?: string | undefined;
}
