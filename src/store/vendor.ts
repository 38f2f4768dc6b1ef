/** What the store knows of a third party besides the policy. Times are milliseconds since the epoch. */
export interface VendorState {
  readonly name: string;
  /** When the register first named it. */
  readonly registeredAt: number;
  /** The kill switch: since when, who and why. */
  readonly blocked?: { readonly at: number; readonly by: string; readonly reason: string };
  readonly lastReview?: VendorReview;
  /** When its posture was last looked at. */
  readonly checkedAt?: number;
}

export const vendorVerdicts = ['approved', 'conditions', 'rejected'] as const;
export type VendorVerdict = (typeof vendorVerdicts)[number];

/** What people found out about a third party. */
export interface VendorReview {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly verdict: VendorVerdict;
  /** Id of a question -> answer. */
  readonly answers: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** A combination that called a third party, and when. */
export interface VendorUseRecord {
  readonly vendor: string;
  readonly integration: string;
  readonly application: string;
  readonly host: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The certificate that a host showed last. Digests are hexadecimal SHA-256. */
export interface VendorCertificate {
  readonly vendor: string;
  readonly host: string;
  readonly fingerprint: string;
  readonly key: string;
  readonly firstAt: number;
}

/** The register of third parties, as far as it is no policy. */
export interface VendorStore {
  list(): Promise<readonly VendorState[]>;
  get(name: string): Promise<VendorState | undefined>;
  /** Remembers since when these are registered. */
  register(names: readonly string[]): Promise<void>;
  /** Switches a third party off. The first reason stands until it is on again. */
  block(name: string, reason: string, by: string): Promise<VendorState>;
  unblock(name: string, by: string): Promise<VendorState>;
  addReview(name: string, review: VendorReview): Promise<VendorState>;
  /** Newest first. */
  reviews(name: string): Promise<readonly VendorReview[]>;
  uses(name?: string): Promise<readonly VendorUseRecord[]>;
  addUses(uses: readonly Omit<VendorUseRecord, 'firstAt'>[]): Promise<void>;
  certificates(name?: string): Promise<readonly VendorCertificate[]>;
  /** Keeps the certificate; resolves to the one before, where it was another one. */
  sawCertificate(seen: VendorCertificate): Promise<VendorCertificate | undefined>;
  /** What the last look at the posture found, as JSON text. */
  keepCheck(name: string, document: string): Promise<void>;
  check(name: string): Promise<string | undefined>;
}
