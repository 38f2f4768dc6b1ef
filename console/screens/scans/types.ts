import type { Cell, Run, Verdict } from '../../../src/core/finding.js';

/** A row of `GET /runs`. */
export interface RunRow {
  readonly id: string;
  readonly kind: Run['kind'];
  readonly target?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: Run['outcome'];
  readonly findings: number;
  readonly operations?: number;
  readonly reached?: number;
  readonly requests?: number;
  readonly verdict?: Verdict;
  /** Fingerprint of the finding that a proof is about. */
  readonly subject?: string;
}

/** What a run from here ended with. */
export interface RunResult {
  readonly run: string;
  readonly findings: number;
  readonly outcome: Run['outcome'];
  readonly opened?: number;
  readonly regressed?: number;
  readonly fixed?: number;
}

export type CellState = Cell['state'];
