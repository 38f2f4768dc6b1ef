import type { Project } from '../model/types.js';
import { resolveSecrets } from '../model/secrets.js';
import { outputOf, type LogOutputsOptions } from './log-outputs.js';
import { notifierOf, type NotificationsOptions } from './notifications.js';
import { secretSources, type SecretReaderOptions } from './secret-reader.js';

/** Something that goes through the log from a place of its own: an output, or a notification. */
interface Follower {
  /** Whether the other side takes nothing at the moment. */
  readonly status: { readonly isFailing: boolean };
  start(): Promise<void>;
  /** What is not through is on disk for the next one of its name. */
  close(): Promise<void>;
}

interface Running {
  readonly follower: Follower;
  /** Its policy with the secrets in it, so that a changed secret is a change. Never leaves this process. */
  readonly made: string;
}

interface Wanted {
  readonly policy: unknown;
  readonly make: () => Promise<Follower> | Follower;
}

export type LogFollowersOptions = SecretReaderOptions & LogOutputsOptions & NotificationsOptions;

type FollowerPolicy = Pick<Project, 'eventLog' | 'notify'>;

/** The outputs and notifications of the policy in force. */
export class LogFollowers {
  readonly #options: LogFollowersOptions;
  #running: ReadonlyMap<string, Running> = new Map();

  constructor(options: LogFollowersOptions) {
    this.#options = options;
  }

  /** Names of those whose other side takes nothing at the moment. */
  get failing(): readonly string[] {
    return [...this.#running].filter(([, { follower }]) => follower.status.isFailing).map(([name]) => name);
  }

  /**
   * Makes what a policy adds or changes, and touches nothing. The result puts it into force: what is the same goes on,
   * the others end first. Throws `QUERY_INVALID`, `POLICY_SECRET_MISSING`, `POLICY_INVALID`, `FILE_UNREADABLE`, `USAGE`.
   */
  async prepare(project: FollowerPolicy): Promise<() => Promise<void>> {
    const sources = await secretSources(this.#options);
    const next = new Map<string, Running>();
    for (const [name, { policy, make }] of this.#wanted(project)) {
      const made = JSON.stringify(resolveSecrets(policy, sources));
      const there = this.#running.get(name);
      next.set(name, there?.made === made ? there : { made, follower: await make() });
    }
    return () => this.#change(next);
  }

  async close(): Promise<void> {
    await this.#change(new Map());
  }

  #wanted({ eventLog, notify }: FollowerPolicy): ReadonlyMap<string, Wanted> {
    const outputs = [...(eventLog.outputs ?? [])].map(
      ([name, policy]) => [`output ${name}`, { policy, make: () => outputOf(name, policy, this.#options) }] as const,
    );
    const notifications = [...notify].map(
      ([name, policy]) =>
        [`notification ${name}`, { policy, make: () => notifierOf(name, policy, this.#options) }] as const,
    );
    return new Map<string, Wanted>([...outputs, ...notifications]);
  }

  async #change(next: ReadonlyMap<string, Running>): Promise<void> {
    const stays = new Set(next.values());
    const before = [...this.#running.values()];
    this.#running = next;
    await Promise.all(before.filter((one) => !stays.has(one)).map(({ follower }) => follower.close()));
    for (const one of next.values()) if (!before.includes(one)) await one.follower.start();
  }
}
