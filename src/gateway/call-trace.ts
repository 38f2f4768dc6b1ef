import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventSink, SecurityEvent } from '../core/events.js';
import type { Principal } from '../identity/principal.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { SecurityRequirement } from '../model/types.js';
import type { Denial, Exchange } from './exchange.js';
import type { Guard, GuardContext, Phase } from './guard.js';

/** What one guard said of a call. */
export interface GuardVerdict {
  readonly guard: string;
  readonly title: string;
  readonly phase: Phase;
  readonly judged: 'request' | 'answer';
  /** `depends`: only the upstream could tell, and it was not asked. */
  readonly verdict: 'passes' | 'denies' | 'would deny' | 'depends';
  readonly code?: string;
  readonly status?: number;
  /** What the event log would say of it. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Places of the request that are wrong, as the client would read them. */
  readonly errors?: Denial['errors'];
  /** Read operations whose answers it depends on. */
  readonly asks?: readonly { readonly operation: string; readonly id: string }[];
  /** Settings of the operation that the guard reads. */
  readonly settings: readonly string[];
}

/** Whom a call is assumed to come from; undefined `principal`: a call without a credential. */
export interface Assumed {
  readonly principal: Principal | undefined;
}

/** Everything that is noted of one call. */
export class CallTrace {
  readonly assumed: Assumed | undefined;
  /** Lets the upstream be asked. */
  readonly asksUpstream: boolean;
  readonly verdicts: GuardVerdict[] = [];
  readonly events: SecurityEvent[] = [];
  exchange: Exchange | undefined;
  accepted = false;

  constructor({ assumed, asksUpstream }: { assumed: Assumed | undefined; asksUpstream: boolean }) {
    this.assumed = assumed;
    this.asksUpstream = asksUpstream;
  }
}

/** Thrown where a guard would ask the upstream, which must not be asked. */
class NotAsked extends Error {
  override readonly name = 'NotAsked';
  readonly operation: string;
  readonly id: string;

  constructor(operation: string, id: string) {
    super(`${operation} was not asked`);
    this.operation = operation;
    this.id = id;
  }
}

type Verdict = Denial | undefined;

/**
 * Watches the guards of a gateway while they judge: the verdicts are theirs, only whom they see and what they may ask
 * is set for each call.
 */
export class CallTracing {
  readonly #storage = new AsyncLocalStorage<CallTrace>();
  /** By exchange: the answer of an upstream arrives in a context of its own. */
  readonly #byId = new Map<string, CallTrace>();

  /** Runs `work`, and all that follows from it, as the call of this trace. */
  run(trace: CallTrace, work: () => void): void {
    this.#storage.run(trace, work);
  }

  /** The trace is complete. */
  end({ exchange }: CallTrace): void {
    if (exchange) this.#byId.delete(exchange.id);
  }

  traceOf(exchange: Exchange): CallTrace | undefined {
    const trace = this.#byId.get(exchange.id) ?? this.#storage.getStore();
    if (!trace || trace.exchange) return trace;
    trace.exchange = exchange;
    this.#byId.set(exchange.id, trace);
    return trace;
  }

  /** The gateway's own words on its verdicts. */
  readonly sink: EventSink = {
    write: (event) => this.#note(event),
    batch: (event) => this.#note(event),
  };

  #note(event: SecurityEvent): void {
    const known = event.exchangeId === undefined ? undefined : this.#byId.get(event.exchangeId);
    (known ?? this.#storage.getStore())?.events.push(event);
  }

  /** The guards, watched. */
  watch(guards: Iterable<Guard>): readonly Guard[] {
    return [...guards].map((guard) => this.#watched(guard));
  }

  #watched(guard: Guard): Guard {
    const { compile, compileAnswer } = guard;
    return {
      ...guard,
      ...(compile
        ? {
            compile: (operation, context) => {
              const run = compile.call(guard, operation, this.#context(context));
              return run && ((exchange) => this.#judge(guard, 'request', exchange, () => run(exchange)));
            },
          }
        : {}),
      ...(compileAnswer
        ? {
            compileAnswer: (operation, context) => {
              const run = compileAnswer.call(guard, operation, this.#context(context));
              return run && ((exchange, answer) => this.#judge(guard, 'answer', exchange, () => run(exchange, answer)));
            },
          }
        : {}),
    };
  }

  #context(context: GuardContext): GuardContext {
    const { services } = context;
    return {
      ...context,
      services: {
        ...services,
        verifierOf: (requirement) => this.#verifier(requirement, services.verifierOf(requirement)),
        lookup: {
          fetchObject: async (exchange, operationId, id) => {
            if (!this.traceOf(exchange)?.asksUpstream) throw new NotAsked(operationId, id);
            return services.lookup.fetchObject(exchange, operationId, id);
          },
        },
      },
    };
  }

  /** The scheme's verifier, unless the call says whom it is from. */
  #verifier({ scheme }: SecurityRequirement, real: SchemeVerifier | undefined): SchemeVerifier | undefined {
    const known = this.#verifiers.get(scheme)?.get(real);
    if (known) return known;
    const made: SchemeVerifier = {
      scheme,
      challenges: real?.challenges ?? [scheme],
      headers: real?.headers ?? [],
      verify: (source) => {
        const assumed = this.#storage.getStore()?.assumed;
        if (!assumed) return real?.verify(source) ?? { state: 'absent' };
        const { principal } = assumed;
        return principal ? { state: 'verified', principal } : { state: 'absent' };
      },
      close: () => undefined,
    };
    const ofScheme = this.#verifiers.get(scheme) ?? new Map<SchemeVerifier | undefined, SchemeVerifier>();
    this.#verifiers.set(scheme, ofScheme.set(real, made));
    return made;
  }

  /** Guards tell verifiers apart by identity: one scheme has one. */
  readonly #verifiers = new Map<string, Map<SchemeVerifier | undefined, SchemeVerifier>>();

  #judge(
    guard: Guard,
    judged: GuardVerdict['judged'],
    exchange: Exchange,
    run: () => Verdict | Promise<Verdict>,
  ): Verdict | Promise<Verdict> {
    const trace = this.traceOf(exchange);
    const note = (denial: Verdict): Verdict => {
      trace?.verdicts.push(verdictOf(guard, judged, denial));
      return denial;
    };
    const unasked = (error: unknown): Verdict => {
      if (!(error instanceof NotAsked)) throw error;
      trace?.verdicts.push({ ...verdictOf(guard, judged, undefined), verdict: 'depends', asks: [asked(error)] });
      return undefined;
    };
    try {
      const verdict = run();
      return verdict instanceof Promise ? verdict.then(note, unasked) : note(verdict);
    } catch (error) {
      return unasked(error);
    }
  }
}

function asked({ operation, id }: NotAsked): { readonly operation: string; readonly id: string } {
  return { operation, id };
}

function verdictOf(guard: Guard, judged: GuardVerdict['judged'], denial: Verdict): GuardVerdict {
  const { id, title, phase, settings } = guard;
  const whole = { guard: id, title, phase, judged, settings };
  if (!denial) return { ...whole, verdict: 'passes' };
  const { code, status, detail, errors } = denial;
  return { ...whole, verdict: 'denies', code, status, ...(detail ? { detail } : {}), ...(errors ? { errors } : {}) };
}
