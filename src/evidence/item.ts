import type { Project } from '../model/types.js';
import type { Store } from '../store/store.js';
import type { Verification } from '../telemetry/verify.js';
import type { Cell, ItemReport, Period } from './types.js';

/** What stood at an address when a client of ours connected. */
export interface ListenerProbe {
  readonly address: string;
  /** As the policy says. */
  readonly tls: boolean;
  readonly reached: boolean;
  /** `TLSv1.3`; empty where no handshake succeeded. */
  readonly protocol: string;
  readonly cipher: string;
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch; 0 where no certificate was seen. */
  readonly notAfter: number;
  /** What a client that offers TLS 1.1 at most gets: `refused`, `accepted`, or empty where it was not tried. */
  readonly oldProtocol: string;
}

/** Documentation that the policy in force yields now. */
export interface PublishedDocumentation {
  readonly api: string;
  readonly audience: string;
  readonly operations: number;
  readonly files: number;
  /** SHA-256 over names and texts of all pages; empty where the gate refused them. */
  readonly digest: string;
  /** Places that must not be published. */
  readonly unpublishable: number;
}

/** Rooms that keep records of their own. */
export const feedNames = ['vendors', 'training', 'incidents', 'drills'] as const;
export type FeedName = (typeof feedNames)[number];

/** Rows that another room has for an item. */
export interface FeedRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Milliseconds since the epoch. */
  readonly newest?: number;
  readonly records?: readonly string[];
  readonly summary?: string;
}

/** Where items take their facts from. Nothing in it changes anything. */
export interface EvidenceSource {
  readonly project: Project | undefined;
  readonly store: Pick<
    Store,
    | 'audit'
    | 'checkpoints'
    | 'console'
    | 'detections'
    | 'events'
    | 'findings'
    | 'keys'
    | 'policyVersions'
    | 'runs'
    | 'vault'
  >;
  readonly now: number;
  /** Reads every log whole; done once, whoever asks. */
  verify(): Promise<Verification>;
  probeListeners(): Promise<readonly ListenerProbe[]>;
  documentation(): Promise<readonly PublishedDocumentation[]>;
  feed(name: FeedName, period: Period): Promise<FeedRows | undefined>;
}

/** What an item found. */
export interface Gathered {
  /** One sentence with the numbers. */
  readonly summary: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Where more exist than `rows` has. */
  readonly total?: number;
  /** Time of the newest fact (milliseconds since the epoch); absent: the state of now was looked at. */
  readonly newest?: number;
  /** Records of the log that it rests on. */
  readonly records?: readonly string[];
}

/** There is nothing, and why. */
export interface NothingThere {
  readonly missing: string;
}

/** One kind of evidence: one file in `items/`. */
export interface EvidenceItem {
  readonly id: string;
  readonly title: string;
  /** What it is about, in a few words. */
  readonly subject: string;
  readonly method: ItemReport['method'];
  /** Days after its newest fact that it counts as fresh. */
  readonly validDays: number;
  /** What a person does to have it. */
  readonly how: string;
  collect(source: EvidenceSource, period: Period): Promise<Gathered | NothingThere>;
}

export function defineItem(item: EvidenceItem): EvidenceItem {
  return item;
}
