import type { SecurityEvent } from '../../../src/core/events.js';
import type { Block, DetectionRow } from '../detections/types.js';

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

export interface ClientAnswer {
  readonly kind: 'principal' | 'credential' | 'client';
  readonly id: string;
  readonly key: {
    readonly id: string;
    readonly name: string;
    readonly prefix: string;
    readonly revokedAt: string | null;
  } | null;
  readonly items: readonly SecurityEvent[];
  readonly next: string | null;
  readonly counted: number;
  readonly networks: readonly ValueCount[];
  readonly principals: readonly ValueCount[];
  readonly credentials: readonly ValueCount[];
  readonly operations: readonly ValueCount[];
  readonly outcomes: readonly ValueCount[];
  readonly hours: readonly { readonly hour: number; readonly count: number }[];
  readonly detections: readonly DetectionRow[];
  readonly blocks: readonly Block[];
  readonly cli: string;
}
