/** A host that may be called, by its name and nothing else. */
export interface EgressHost {
  /** Lower case, as `URL` writes it; an IPv6 address has no brackets. */
  readonly host: string;
  readonly port: number;
}

/** One integration: what an application may send to a third party, and where. */
export interface EgressPolicy {
  /** Its name in the register. */
  readonly vendor: string;
  /** The first one is called where the address names none. */
  readonly hosts: readonly EgressHost[];
  /** HTTP without TLS. */
  readonly plainText: boolean;
  /** Put into each call in the place of what the application sent; `value` holds a reference to a secret. */
  readonly inject?: { readonly header: string; readonly value: string };
  /** Names or JSON Pointers (`*` for every item) of what may leave in bodies and queries. */
  readonly send: readonly string[] | 'any';
  /** Further header fields of the application that are passed on, in lower case. */
  readonly headers: readonly string[];
  /** Who may use it; undefined: every application. */
  readonly applications?: readonly string[];
  /** CIDR ranges that may be called besides the addresses of the internet. */
  readonly addresses: readonly string[];
  /** For the whole call. */
  readonly timeoutSeconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** What becomes of answers that break the vendor's contract. */
  readonly responses: 'enforce' | 'monitor';
  /** Passed on unread by CONNECT. */
  readonly tunnel: boolean;
  /** Absolute path of a PEM file: authorities instead of the system's. */
  readonly ca?: string;
}

/** Where applications reach the egress proxy: this machine only. */
export interface EgressProxyPolicy {
  readonly host: string;
  readonly port: number;
  /** Application -> reference to its password. Empty: whoever is on this machine is the application `local`. */
  readonly applications: ReadonlyMap<string, string>;
  /** Addresses of the DNS servers that are asked; empty: those of the system. */
  readonly resolver: readonly string[];
}

export const webhookSchemeNames = ['standard', 'stripe', 'github', 'slack'] as const;

/** How the webhooks that an operation takes are signed. */
export interface InboundWebhookPolicy {
  readonly scheme: (typeof webhookSchemeNames)[number];
  /** References; several while a secret is changed. */
  readonly secrets: readonly string[];
  /** How far the sender's clock may be off. */
  readonly toleranceSeconds: number;
  /** Name in the register: its kill switch ends these webhooks too. */
  readonly vendor?: string;
}

export const vendorTiers = ['high', 'medium', 'low'] as const;
/** What a third party can do to us: data x privilege x dependence, each 1 to 3; from 12 high, from 4 medium. */
export type VendorTier = (typeof vendorTiers)[number];

/** A third party in the register. */
export interface VendorPolicy {
  /** Who answers for it here. */
  readonly owner: string;
  readonly tier: VendorTier;
  readonly data: VendorTier;
  readonly privilege: VendorTier;
  readonly dependence: VendorTier;
  /** Kinds of data that it is meant to get. */
  readonly dataClasses: readonly string[];
  /** A review holds so long. */
  readonly reviewDays: number;
  /** How long it may be overdue before new use is denied. */
  readonly graceDays: number;
  readonly contract?: VendorContract;
  /** Domain whose DNS records are looked at. */
  readonly domain?: string;
  /** Names of ours that point at the vendor. */
  readonly aliases: readonly string[];
  /** Origin that is looked at; undefined: the first host of its integrations. */
  readonly site?: string;
  /** Absolute path of a CycloneDX file. */
  readonly sbom?: string;
  /** Name in the vault -> days after which it must be another. */
  readonly secrets: ReadonlyMap<string, number>;
  /** PEM file of authorities for the probes. */
  readonly ca?: string;
}

export interface VendorContract {
  /** Absolute path. */
  readonly file: string;
  /** Of the file, lower-case hexadecimal; undefined: not pinned. */
  readonly sha256?: string;
  /** Where the vendor publishes it. */
  readonly url?: string;
}
