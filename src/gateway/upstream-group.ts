import type { UpstreamPolicy } from '../model/types.js';
import type { Upstream } from './upstream.js';

const probeMillis = 2000;

/** Failed checks in a row after which an origin gets no more calls; one that succeeds brings it back. */
const mostFailures = 2;

/** The origins that serve one API, all alike. */
export class UpstreamGroup {
  readonly members: readonly Upstream[];
  readonly #balance: NonNullable<UpstreamPolicy['balance']>;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #failures = new Map<Upstream, number>();
  #next = 0;

  constructor(members: readonly Upstream[], { balance = 'round-robin', health }: UpstreamPolicy) {
    this.members = members;
    this.#balance = balance;
    if (!health) return;
    const look = (): void => {
      for (const member of members) void this.#look(member, health.path);
    };
    this.#timer = setInterval(look, (health.intervalSeconds ?? 10) * 1000).unref();
    look();
  }

  /** Where the next call goes; undefined when the breakers of all are open. */
  pick(): Upstream | undefined {
    if (this.members.length === 1) return this.members[0]!.breaker.permits() ? this.members[0] : undefined;
    const candidates = this.#candidates();
    const first = this.#balance === 'round-robin' ? this.#next : 0;
    for (let i = 0; i < candidates.length; i++) {
      const member = candidates[(first + i) % candidates.length]!;
      if (!member.breaker.permits()) continue;
      this.#next = (first + i + 1) % candidates.length;
      return member;
    }
    return undefined;
  }

  /** Healthy ones, or all: a check that fails everywhere is more likely wrong than right. */
  #candidates(): readonly Upstream[] {
    const healthy = this.members.filter((member) => member.healthy);
    const candidates = healthy.length ? healthy : this.members;
    if (this.#balance === 'round-robin') return candidates;
    const least = Math.min(...candidates.map(({ pending }) => pending));
    return [
      ...candidates.filter(({ pending }) => pending === least),
      ...candidates.filter(({ pending }) => pending > least),
    ];
  }

  async #look(member: Upstream, path: string): Promise<void> {
    const isWell = await probe(member, path);
    const failures = isWell ? 0 : (this.#failures.get(member) ?? 0) + 1;
    this.#failures.set(member, failures);
    if (isWell) member.healthy = true;
    else if (failures >= mostFailures) member.healthy = false;
  }

  /** Ends the checks; the members end with the gateway. */
  stop(): void {
    clearInterval(this.#timer);
  }
}

async function probe({ pool }: Upstream, path: string): Promise<boolean> {
  try {
    const answer = await pool.request({ path, method: 'GET', signal: AbortSignal.timeout(probeMillis) });
    await answer.body.dump();
    return answer.statusCode < 400;
  } catch {
    return false;
  }
}
