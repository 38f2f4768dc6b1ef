/**
 * Every answer that the egress proxy gives by itself. `status` is the HTTP status, `title` is told to the application;
 * `type` of the problem document (RFC 9457) is `urn:portcullis:egress:CODE`.
 */
export const refusals = {
  'not-this-machine': { status: 403, title: 'Only programs of this machine may call third parties here' },
  'application-unknown': { status: 407, title: 'The application has to say who it is' },
  'integration-unknown': { status: 404, title: 'There is no such integration' },
  'application-refused': { status: 403, title: 'This application may not use the integration' },
  'host-refused': { status: 403, title: 'The integration may not call this host' },
  'address-refused': { status: 403, title: 'The host leads to an address that may not be called' },
  'vendor-blocked': { status: 403, title: 'Calls to this third party are switched off' },
  'review-expired': { status: 403, title: 'The review of this third party has expired: no new use' },
  'method-refused': { status: 405, title: 'The method is not passed on' },
  'operation-unknown': { status: 403, title: 'The contract of the third party has no such operation' },
  'property-refused': { status: 403, title: 'The call holds what may not leave' },
  'body-unreadable': { status: 415, title: 'The body cannot be checked' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'tunnel-refused': { status: 403, title: 'The integration is not passed on unread' },
  'tunnel-name-differs': { status: 403, title: 'The tunnel asks for another host inside' },
  'redirect-refused': { status: 502, title: 'The third party leads to another host' },
  'answer-refused': { status: 502, title: 'The answer breaks the contract of the third party' },
  'answer-too-large': { status: 502, title: 'The answer is too large' },
  'secret-in-answer': { status: 502, title: 'The answer holds the credential' },
  unreachable: { status: 502, title: 'The third party does not answer' },
  'certificate-invalid': { status: 502, title: 'The certificate of the third party is not valid' },
  'breaker-open': { status: 503, title: 'The third party failed too often; it is tried again in a few seconds' },
  'client-gone': { status: 499, title: 'The application did not wait for the answer' },
  'timed-out': { status: 504, title: 'The third party took too long' },
  failed: { status: 503, title: 'The call could not be checked' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type RefusalCode = keyof typeof refusals;

const failures: ReadonlySet<RefusalCode> = new Set([
  'unreachable',
  'certificate-invalid',
  'breaker-open',
  'timed-out',
  'client-gone',
]);

/** Thrown on the way of a call; becomes the answer of the application and the reason in the event. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** For the application: names of its own properties, never values. */
  readonly detail: string | undefined;

  constructor(code: RefusalCode, detail?: string) {
    super(refusals[code].title);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return refusals[this.code].status;
  }

  /** The application asked for what it may not; else the third party failed. */
  get isDenial(): boolean {
    return !failures.has(this.code);
  }

  /** Problem document (RFC 9457). */
  get body(): string {
    const { status, title } = refusals[this.code];
    const detail = this.detail === undefined ? {} : { detail: this.detail };
    return `${JSON.stringify({ type: `urn:portcullis:egress:${this.code}`, title, status, ...detail })}\n`;
  }
}
