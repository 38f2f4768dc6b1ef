/** One use of a third party: who calls it, through what, and where. */
export interface VendorUse {
  readonly vendor: string;
  readonly integration: string;
  readonly application: string;
  readonly host: string;
}

/** What the register says about calling a third party now. */
export interface VendorGate {
  /** Undefined: it may be called. */
  refuses(use: VendorUse): 'vendor-blocked' | 'review-expired' | undefined;
  /** Told of every call that was answered. */
  used(use: VendorUse): void;
}
