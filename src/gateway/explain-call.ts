import type { SecurityEvent } from '../core/events.js';
import type { Operation } from '../model/types.js';
import { AskedWireRequest, AskedWireResponse, type AskedCall } from './asked-call.js';
import { CallTrace, type Assumed, type CallTracing, type GuardVerdict } from './call-trace.js';
import { addressReader } from './client-address.js';
import type { Exchange } from './exchange.js';
import type { Gateway } from './gateway.js';
import type { OnAccepted } from './live-exchange.js';
import { Relay } from './relay.js';

/** A call to explain, and under which assumptions. */
export interface ExplainOptions {
  readonly call: AskedCall;
  /** Undefined: the call's own credentials are verified. */
  readonly assumed?: Assumed | undefined;
  /** Address of the client; default 127.0.0.1. */
  readonly address?: string | undefined;
  /** The client speaks TLS. */
  readonly tls?: boolean | undefined;
  /** Asks the upstream for owners, and sends the call itself when it is a read. */
  readonly asksUpstream?: boolean | undefined;
}

/** What the gateway would do with a call, and who decides it. */
export interface CallExplanation {
  /** `accepted`: it would be sent to the upstream; `answered`: it was, and this is the answer's status. */
  readonly outcome: 'denied' | 'accepted' | 'answered';
  /** What the client would get; of an accepted call undefined, the upstream decides. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** Who denied: a guard, or `message` and `route` before any guard. */
  readonly guard: string | undefined;
  readonly detail: Readonly<Record<string, unknown>> | undefined;
  readonly api: string | undefined;
  readonly operation: Operation | undefined;
  readonly exchange: Exchange | undefined;
  /** In the order in which they judged. */
  readonly verdicts: readonly GuardVerdict[];
  /** Codes of denials that monitor mode only records. */
  readonly wouldDeny: readonly string[];
}

/**
 * Lets a gateway judge a call that nobody sent. The gateway must have been made with `tracing`'s guards and sink. Its
 * upstream is not asked, unless `asksUpstream` says so, and never sent a call that writes.
 */
export async function explainCall(
  gateway: Pick<Gateway, 'take'>,
  tracing: CallTracing,
  options: ExplainOptions,
): Promise<CallExplanation> {
  const { assumed, asksUpstream = false, address = '127.0.0.1', tls = false } = options;
  const trace = new CallTrace({ assumed, asksUpstream });
  const request = new AskedWireRequest(options.call);
  const response = new AskedWireResponse();
  const client = { ...addressReader([])(address, undefined), tls, viaTrusted: false };
  tracing.run(trace, () =>
    gateway.take({ request, response, clientOf: () => client, onAccepted: acceptor(trace, tracing) }),
  );
  const status = await response.done;
  tracing.end(trace);
  request.socket.destroy();
  return explanationOf(trace, status);
}

/** Ends an accepted call here, or brings the upstream's answer to a read. */
function acceptor(trace: CallTrace, tracing: CallTracing): OnAccepted {
  return (exchange, route, relay) => {
    tracing.traceOf(exchange);
    if (trace.asksUpstream && route.operation.isRead) return new Relay(exchange, route, relay).start();
    trace.accepted = true;
    return relay.responder.answer(exchange, { status: 204, fields: [], body: '' });
  };
}

function explanationOf(trace: CallTrace, status: number): CallExplanation {
  const { events, exchange, accepted } = trace;
  const denial = events.find(({ kind }) => kind === 'denial');
  const passes = accepted ? 'accepted' : 'answered';
  const watched = events.filter(({ kind }) => kind === 'would_deny' || kind === 'would_change');
  return {
    outcome: denial ? 'denied' : passes,
    status: accepted ? undefined : status,
    code: denial?.code,
    guard: denial?.guard,
    detail: denial?.detail,
    api: events.find(({ api }) => api !== undefined)?.api,
    operation: exchange?.operation,
    exchange,
    verdicts: trace.verdicts.map((verdict) => asWatched(verdict, watched)),
    wouldDeny: watched.flatMap(({ code }) => code ?? []),
  };
}

/** A denial that was only recorded. */
function asWatched(verdict: GuardVerdict, watched: readonly SecurityEvent[]): GuardVerdict {
  const isWatched = watched.some(({ guard, code }) => guard === verdict.guard && code === verdict.code);
  return verdict.verdict === 'denies' && isWatched ? { ...verdict, verdict: 'would deny' } : verdict;
}
