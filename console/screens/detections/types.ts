import type { SecurityEvent } from '../../../src/core/events.js';
import type { Severity } from '../../shared/severity.js';

export interface Block {
  readonly id: string;
  readonly detectionId: string;
  readonly actor: string;
  readonly effect: 'throttle' | 'block';
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface DetectionRow {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly about: string;
  readonly time: number;
  readonly state: 'open' | 'closed';
  readonly actor: {
    readonly principalId?: string;
    readonly credentialId?: string;
    readonly address?: string;
  } | null;
  readonly operations: readonly string[];
  readonly proposes: readonly string[];
  readonly observed: number | null;
  readonly threshold: number | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
  readonly blocks: readonly Block[];
}

export interface DetectionAnswer extends DetectionRow {
  readonly detection: {
    readonly windowSeconds?: number;
    readonly attack?: string;
    readonly owasp?: string;
    readonly runbook?: string;
    readonly suppressed?: number;
    readonly acts?: readonly string[];
  };
  readonly samples: readonly SecurityEvent[];
  readonly cli: string;
}

export interface Threshold {
  readonly name: string;
  readonly describe: string;
  readonly default: number;
  readonly value: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface DetectorRow {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly enabled: boolean;
  readonly thresholds: readonly Threshold[];
  readonly hits7d: number;
}

export interface DetectorAnswer extends DetectorRow {
  readonly kinds: readonly string[];
  readonly guard: string | null;
  readonly version: number;
  readonly runbook: string;
  readonly attack: string;
  readonly owasp: string;
  readonly dedupSeconds: number;
  readonly scenarios: readonly { readonly name: string; readonly mustFire: boolean }[];
  readonly cli: string;
}
