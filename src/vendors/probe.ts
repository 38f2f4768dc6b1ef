import type { Resolver } from 'node:dns/promises';
import type { OwaspId, Severity } from '../core/finding.js';
import type { Place } from '../core/place.js';
import type { Advisory } from '../audit/dependencies/types.js';
import type { ApiModel, EgressPolicy, VendorPolicy } from '../model/types.js';
import type { Net, Site } from './net.js';
import type { ReviewState } from './review-state.js';

/** A secret of the vault that calls to a third party need. */
export interface VendorSecret {
  readonly name: string;
  readonly rotateDays: number;
  /** Undefined: it is not in the vault. */
  readonly ageDays: number | undefined;
}

/** What the event log says about the last 30 days. */
export interface CallFacts {
  readonly calls: number;
  readonly failed: number;
  readonly drifted: number;
  readonly refusedAnswers: number;
  readonly refusedWebhooks: number;
}

/** A third party with everything that is known of it before anybody looks. */
export interface Subject {
  readonly name: string;
  readonly policy: VendorPolicy;
  readonly integrations: ReadonlyMap<string, EgressPolicy>;
  /** Undefined: it has no address in the policy. */
  readonly site: Site | undefined;
  readonly review: ReviewState;
  readonly secrets: readonly VendorSecret[];
  readonly calls: CallFacts;
}

/** How probes look. All of it is bounded in time and size. */
export interface ProbeTools {
  readonly net: Net;
  readonly resolver: Resolver;
  readonly now: number;
  /** Bytes of a file that the policy names. Throws FILE_UNREADABLE. */
  read(file: string): Buffer;
  /** Compiles a contract. Throws what is wrong with it. */
  contractOf(file: string): Promise<ApiModel>;
  /** The same for a text that was fetched. */
  contractOfText(text: Buffer): Promise<ApiModel>;
  /** Advisories about these packages; undefined: no snapshot was named. */
  advisoriesFor(names: readonly string[]): readonly Advisory[] | undefined;
}

/** One thing that was seen. `key` tells several of one probe apart, whatever their wording. */
export type Seen =
  | { readonly state: 'well' | 'unknown'; readonly text: string }
  | {
      readonly state: 'finding';
      readonly key: string;
      readonly text: string;
      readonly severity?: Severity;
      readonly place?: Place;
      readonly reproduce?: string;
    };

/** One look at a third party: one file in `probes/`. */
export interface PostureProbe {
  /** Id of the rule of its findings. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly cwe: readonly number[];
  readonly owasp: readonly OwaspId[];
  readonly remedy: string;
  /** An empty list: there is nothing of the kind to look at. */
  look(subject: Subject, tools: ProbeTools): Promise<readonly Seen[]> | readonly Seen[];
}

export function defineProbe(probe: PostureProbe): PostureProbe {
  return probe;
}

export const well = (text: string): Seen => ({ state: 'well', text });
export const unknown = (text: string): Seen => ({ state: 'unknown', text });
export const finding = (key: string, text: string, more: Partial<Extract<Seen, { state: 'finding' }>> = {}): Seen => ({
  ...more,
  state: 'finding',
  key,
  text,
});
