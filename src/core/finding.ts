import type { RecordedExchange } from './http.js';
import type { Place } from './place.js';
import type { Replay } from './replay.js';

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

/** `confirmed`: rule held, repeated, both controls; `firm`: one control impossible; `tentative`: a signal only. */
export type Confidence = 'confirmed' | 'firm' | 'tentative';

export type FindingStatus = 'open' | 'patched' | 'accepted' | 'false-positive' | 'fixed' | 'regressed';

/** OWASP API Security Top 10 of 2023, such as `API1:2023`. */
export type OwaspId = `API${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}:2023`;

/** A part of a request. `pointer` is a JSON Pointer into the body, indices written as `*`. */
export interface RequestPart {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body' | 'credential' | 'method';
  readonly name?: string;
  readonly pointer?: string;
}

/** One piece of proof. */
export interface Evidence {
  readonly kind: 'attack' | 'control' | 'counter-control' | 'verify' | 'setup' | 'text';
  readonly summary: string;
  readonly exchange?: RecordedExchange;
  readonly place?: Place;
}

/** Something wrong with an API, found by a rule (static) or a check (active). */
export interface Finding {
  /** From rule, operation and place; the same across runs, machines and reordered files. */
  readonly fingerprint: string;
  readonly source: 'audit' | 'pentest' | 'proof';
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly cwe: readonly number[];
  readonly owasp: readonly OwaspId[];
  readonly api: string;
  readonly operationId?: string;
  /** Where in the contract or policy: pentest findings name their operation's place. */
  readonly place?: Place;
  /** More places of the same cause. */
  readonly related?: readonly Place[];
  /** How many operations or places share this cause; `of` is the population. */
  readonly instances?: { readonly count: number; readonly of?: number; readonly what: string };
  readonly part?: RequestPart;
  /** What is wrong here, in one sentence, with the names of this API. */
  readonly message: string;
  readonly remedy: string;
  readonly evidence: readonly Evidence[];
  /** A shell command that reproduces it when pasted. */
  readonly reproduce?: string;
  /** The attack and its legitimate control as a script. */
  readonly replay?: Replay;
  /** Facts that a patch needs, of the check's own making: `ownerPointer`, `properties`, ... */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly patch?: PolicyPatch;
  readonly fix?: ContractFix;
  readonly status: FindingStatus;
}

/** One step of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** A change of the contract that mends a finding. */
export interface ContractFix {
  /** Calls that the contract allows today are refused by it afterwards. */
  readonly narrows: boolean;
  /** One JSON Patch per file; paths are pointers from the file's root. */
  readonly files: readonly { readonly file: string; readonly patch: readonly JsonPatchOperation[] }[];
}

/** The smallest policy change that closes a finding. */
export interface PolicyPatch {
  readonly id: string;
  /** Fingerprint of the finding. */
  readonly because: string;
  /** Operation id. */
  readonly operation: string;
  /** Guard that will deny the attack, or that rewrites the response. */
  readonly guard: string;
  /** Settings of the operation, as in the policy file. */
  readonly set: Readonly<Record<string, unknown>>;
  /** ISO 8601 date; after it the patch warns and keeps denying. */
  readonly expires: string;
  readonly owner?: string;
}

export type Verdict = 'proved' | 'bypassed' | 'breaks-legitimate-use' | 'already-fixed' | 'inconclusive';

/** A cell of the coverage matrix (operation x check). `passed` always has sent requests. */
export type Cell =
  | { readonly state: 'passed'; readonly probes: number }
  | { readonly state: 'failed'; readonly probes: number }
  | { readonly state: 'skipped' | 'unreachable'; readonly reason: string };

/** What was looked at. */
export interface Coverage {
  readonly operations: number;
  readonly reached: number;
  /** Operation id -> why it got no successful baseline. */
  readonly unreached: Readonly<Record<string, string>>;
  /** Operation id -> check or rule id -> cell. */
  readonly cells: Readonly<Record<string, Readonly<Record<string, Cell>>>>;
}

/** One execution of audit, pentest or proof. */
export interface Run {
  readonly id: string;
  readonly kind: 'audit' | 'pentest' | 'proof';
  readonly tool: { readonly name: 'portcullis'; readonly version: string };
  readonly modelDigest: string;
  readonly target?: string;
  readonly seed?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'complete' | 'incomplete' | 'interrupted';
  readonly coverage?: Coverage;
  readonly skipped: readonly { readonly id: string; readonly reason: string; readonly count?: number }[];
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  readonly requests?: number;
  /** Objects the run created and could not remove, with a command that does. */
  readonly leftovers?: readonly { readonly what: string; readonly reproduce: string }[];
  readonly proof?: Proof;
}

/** The four exchanges of a proof and their verdict (see `docs/loop.md`). */
export interface Proof {
  readonly finding: string;
  /** What the operation was set to then: another one now, and the proof says nothing. */
  readonly operationDigest?: string;
  readonly patch?: string;
  readonly verdict: Verdict;
  readonly because: string;
  readonly attackDirect: ProofStep;
  readonly attackThrough?: ProofStep;
  readonly controlDirect?: ProofStep;
  readonly controlThrough?: ProofStep;
  readonly variants: readonly ProofStep[];
}

export interface ProofStep {
  readonly name: string;
  /** `worked`: the attack or call had its effect; `denied`: by the gateway; `failed`: neither. */
  readonly outcome: 'worked' | 'denied' | 'failed' | 'unreachable';
  readonly status: number;
  readonly deniedBy?: string;
  readonly exchanges: readonly RecordedExchange[];
}

/** Numeric order for sorting, 0 = critical. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** True when `severity` is at least as bad as `floor`. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return severityRank(severity) <= severityRank(floor);
}

/** True when a person accepted the risk or called it a false positive: it is recorded, and fails no build. */
export function isDismissed(status: FindingStatus): boolean {
  return status === 'accepted' || status === 'false-positive';
}
