import type { FindingStatus } from '../../../src/core/finding.js';
import type { Tone } from '../../shared/severity.js';

interface StateWords {
  readonly label: string;
  readonly tone: Tone;
  /** Where there is little room. */
  readonly short?: string;
}

/** How the states of findings are called and shown. */
export const stateWords: Readonly<Record<FindingStatus, StateWords>> = {
  open: { label: 'Open', tone: 'high' },
  regressed: { label: 'Regressed', tone: 'critical' },
  patched: { label: 'Patched at the gateway', short: 'Patched', tone: 'ok' },
  accepted: { label: 'Accepted', tone: 'medium' },
  'false-positive': { label: 'False positive', tone: 'info' },
  fixed: { label: 'Fixed', tone: 'ok' },
};

/** States that a person gives, and the key that does. The others come from runs and proofs. */
export const settable = [
  { status: 'accepted', key: 'c', verb: 'Accept', ask: 'Why is the risk accepted?' },
  { status: 'false-positive', key: 'f', verb: 'False positive', ask: 'Why is it none?' },
  { status: 'fixed', key: 'x', verb: 'Fixed', ask: 'What was changed in the code?' },
  { status: 'open', key: 'o', verb: 'Reopen', ask: 'Why is it open again?' },
] as const;

export type SettableStatus = (typeof settable)[number]['status'];

/** A day from now as `YYYY-MM-DD`. */
export function dayFromNow(days: number, now = Date.now()): string {
  return new Date(now + days * 86_400_000).toISOString().slice(0, 10);
}
