import type { Severity } from '../../shared/severity.js';

export type OperationState = 'documented' | 'deprecated' | 'unseen' | 'shadow';

export interface OperationRow {
  readonly api: string;
  /** Empty for calls that no contract knows. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly authentication: string;
  readonly roles: readonly string[] | 'any' | null;
  readonly scopes: readonly string[];
  readonly public: boolean;
  readonly mode: 'enforce' | 'monitor';
  readonly limits: readonly string[];
  readonly dataClasses: readonly string[];
  readonly resource: string | null;
  readonly state: OperationState;
  readonly requests24h: number;
  readonly denied24h: number;
  readonly errorPercent24h: number;
  readonly meanMillis24h: number | null;
  readonly lastSeen: number | null;
  readonly openFindings: number;
  readonly worstSeverity: Severity | null;
}
