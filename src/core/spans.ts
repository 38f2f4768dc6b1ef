/** One finished piece of work of a trace, as it is told to whoever collects them. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  /** `tracestate` of the caller, sent on as it came. */
  readonly state?: string | undefined;
  readonly name: string;
  readonly kind: 'server' | 'client';
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Takes finished spans. Never waits and never throws. */
export interface SpanSink {
  /** Share of the traces begun here that are told, 0 to 1. */
  readonly sampleRatio: number;
  add(span: Span): void;
}
