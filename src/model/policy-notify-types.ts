import type { Severity } from '../core/finding.js';

/** One notification: which events are told, to whom, and when. Secrets may be references; paths are resolved. */
export interface NotifyPolicy {
  /** Default `kind:detection`. */
  readonly query: string;
  readonly channel: WebhookPolicy | MailPolicy;
  /** The same about the same is told once within so many seconds. */
  readonly repeatSeconds: number;
  /** What is found within so many seconds of the first goes out together. */
  readonly digestSeconds: number;
  readonly quietHours?: QuietHours;
  /** From this severity on nothing waits for a digest or the end of quiet hours. */
  readonly urgent: Severity;
}

export interface WebhookPolicy {
  readonly webhook: string;
  readonly secret: string;
  /** PEM file of the authorities that are believed instead of the system's. */
  readonly ca?: string;
}

export interface MailPolicy {
  readonly mail: MailServer;
}

export interface MailServer {
  /** `smtps://host` (TLS from the first byte), or `smtp://host` (STARTTLS, which is required but on this machine). */
  readonly server: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly user?: string;
  readonly password?: string;
  readonly ca?: string;
}

/** Every day from one time to another, over midnight too. */
export interface QuietHours {
  /** `HH:MM`. */
  readonly from: string;
  readonly until: string;
  /** IANA name such as Europe/Berlin. */
  readonly timeZone: string;
}
