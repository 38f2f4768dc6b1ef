import type { SecurityEvent } from '../../../src/core/events.js';
import type { Bar } from '../../shared/bars.js';
import type { Severity } from '../../shared/severity.js';
import type { OperationRow } from '../inventory/types.js';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface FindingRow {
  readonly fingerprint: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: string;
  readonly message: string;
}

export interface OperationAnswer extends OperationRow {
  readonly description: string;
  readonly place: Place | null;
  readonly guards: readonly {
    readonly phase: string;
    readonly id: string;
    readonly effect: string;
    readonly judges?: string;
  }[];
  readonly settings: readonly {
    readonly setting: string;
    readonly value: unknown;
    readonly source: string;
    readonly place: Place | null;
  }[];
  readonly contract: {
    readonly tags: readonly string[];
    readonly parameters: readonly {
      readonly name: string;
      readonly in: string;
      readonly required: boolean;
      readonly description: string;
    }[];
    readonly body: { readonly required: boolean; readonly mediaTypes: readonly string[] } | null;
    readonly responses: readonly {
      readonly status: string;
      readonly description: string;
      readonly mediaTypes: readonly string[];
    }[];
    readonly anonymousAllowed: boolean;
  };
  readonly traffic: readonly Bar[];
  readonly consumers: {
    readonly principals: readonly ValueCount[];
    readonly credentials: readonly ValueCount[];
    readonly clients: readonly ValueCount[];
    readonly of: number;
  };
  readonly drift: number;
  readonly samples: readonly SecurityEvent[];
  readonly findings: readonly FindingRow[];
  readonly cli: string;
}
