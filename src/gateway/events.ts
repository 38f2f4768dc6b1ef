import type { DenialCode } from '../core/denials.js';
import type { EventSink, SecurityEvent } from '../core/events.js';
import type { Severity } from '../core/finding.js';
import type { Project } from '../model/types.js';
import { EventMarks } from './event-marks.js';
import type { Denial, SanitizedText } from './exchange.js';
import type { LiveExchange } from './live-exchange.js';
import { requestId } from './request-id.js';

/** Denials that only an attack or a fault of ours explains. Others may be a caller's mistake. */
const severities: Partial<Record<DenialCode, Severity>> = {
  OBJECT_NOT_OWNED: 'high',
  GUARD_FAILED: 'high',
  RESPONSE_REFUSED: 'high',
  REQUEST_MALFORMED: 'medium',
  PATH_AMBIGUOUS: 'medium',
  METHOD_OVERRIDE_REFUSED: 'medium',
  CREDENTIAL_INVALID: 'medium',
  PROPERTY_NOT_WRITABLE: 'medium',
};

/** Score from which what the inspection let pass is written down: the strictest level denies it. */
const leastSeen = 3;

/** Place, family and score of what the inspection let pass, for `policy dry-run`. */
function seenBelow(noted: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const { family, at, score, reason, deniedFrom, exception } = noted;
  if (typeof score !== 'number' || score < leastSeen) return undefined;
  const optional = {
    ...(deniedFrom === undefined ? {} : { deniedFrom }),
    ...(exception === undefined ? {} : { exception }),
  };
  return { family, at, score, reason, ...optional };
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'QUERY']);

/**
 * Writes what happened, by allow-list: the operation and its template, never a path, query or header value. A path
 * that is no operation is told apart by a keyed hash, its length, and its first segment where some operation has the same.
 */
export class EventWriter {
  readonly #sink: EventSink;
  readonly #marks: EventMarks;
  #firstSegments: ReadonlySet<string> = new Set();
  /** Events the sink did not take. */
  lost = 0;

  constructor(sink: EventSink, marks = new EventMarks()) {
    this.#sink = sink;
    this.#marks = marks;
  }

  /** From now on the paths of this project are named. */
  use({ apis }: Pick<Project, 'apis'>): void {
    const paths = apis.flatMap(({ operations }) => [...operations.values()].map(({ publicPath }) => publicPath));
    this.#firstSegments = new Set(paths.flatMap((path) => /^\/([^/{}]+)(?:\/|$)/.exec(path)?.[1] ?? []));
  }

  /** In the journal when this returns. */
  denial(exchange: LiveExchange, denial: Denial, micros: number): void {
    const event = this.#judged(exchange, denial, { kind: 'denial', outcome: 'denied' });
    event.micros = micros;
    this.#write(event);
  }

  /** What was noticed on the way: denials that were only recorded, and texts that were cleaned. */
  wouldDeny(exchange: LiveExchange): void {
    if (exchange.sanitized) this.#sanitized(exchange, exchange.sanitized);
    for (const denial of exchange.wouldDenied ?? []) {
      const kind = denial.effect === 'change' ? 'would_change' : 'would_deny';
      this.#write(this.#judged(exchange, denial, { kind, outcome: 'would-deny' }));
    }
  }

  #sanitized(exchange: LiveExchange, texts: readonly SanitizedText[]): void {
    const time = Date.now();
    const event: Draft = {
      id: requestId(time),
      time,
      kind: 'input_sanitized',
      outcome: exchange.replacement ? 'info' : 'would-deny',
      severity: 'info',
      guard: 'sanitize',
      detail: { ...this.#place(exchange), applied: exchange.replacement !== undefined, texts },
    };
    this.#addIdentity(event, exchange);
    this.#write(event);
  }

  access(
    exchange: LiveExchange,
    result: { readonly status: number; readonly micros: number; readonly bytesOut: number },
  ): void {
    const event: Draft = {
      id: exchange.id,
      time: exchange.receivedAt,
      kind: 'access',
      outcome: 'allowed',
      severity: 'info',
      status: result.status,
      micros: result.micros,
      bytesIn: exchange.rawBody?.length ?? 0,
      bytesOut: result.bytesOut,
    };
    const seen = exchange.noted && seenBelow(exchange.noted);
    if (seen) event.detail = seen;
    this.#addIdentity(event, exchange);
    this.#marks.mark(event, exchange);
    try {
      this.#sink.batch(event);
    } catch {
      this.lost++;
    }
  }

  /** A message that never became an exchange. */
  unreadable(facts: {
    readonly code: DenialCode;
    readonly status: number;
    readonly client: string | undefined;
    readonly reason: string;
  }): SecurityEvent {
    const now = Date.now();
    const event: SecurityEvent = {
      id: requestId(now),
      time: now,
      kind: 'denial',
      outcome: 'denied',
      severity: severities[facts.code] ?? 'low',
      status: facts.status,
      code: facts.code,
      guard: 'message',
      detail: { reason: facts.reason },
      ...(facts.client === undefined ? {} : { client: facts.client }),
    };
    this.#write(event);
    return event;
  }

  #judged(exchange: LiveExchange, denial: Denial, as: Pick<SecurityEvent, 'kind' | 'outcome'>): Draft {
    const time = Date.now();
    const event: Draft = {
      id: requestId(time),
      time,
      kind: as.kind,
      outcome: as.outcome,
      severity: severities[denial.code] ?? 'low',
      status: denial.status,
      code: denial.code,
      detail: { ...this.#place(exchange), ...denial.detail },
    };
    if (denial.guard !== undefined) event.guard = denial.guard;
    this.#addIdentity(event, exchange);
    this.#marks.mark(event, exchange, denial);
    return event;
  }

  #place(exchange: LiveExchange): Record<string, unknown> {
    if (exchange.operation) return { path: exchange.operation.path };
    const path = exchange.target.raw;
    const first = /^\/([^/?#]+)/.exec(path)?.[1];
    const isNamed = first !== undefined && this.#firstSegments.has(first);
    return { pathHash: this.#marks.hash(path), pathLength: path.length, ...(isNamed ? { firstSegment: first } : {}) };
  }

  #addIdentity(event: Draft, exchange: LiveExchange): void {
    const { operation, principal, route } = exchange;
    event.exchangeId = exchange.id;
    event.client = exchange.client.address;
    event.method = knownMethods.has(exchange.method) ? exchange.method : 'other';
    if (route) event.api = route.api.model.name;
    if (operation) event.operationId = operation.id;
    if (!principal) return;
    event.principalId = this.#marks.principalOf(principal);
    event.credentialId = this.#marks.credentialOf(principal);
  }

  #write(event: SecurityEvent): void {
    try {
      this.#sink.write(event);
    } catch {
      this.lost++;
    }
  }
}

/** Events under construction: assigned field by field, because one is made for every request. */
type Draft = { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] };
