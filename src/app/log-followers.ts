import type { Project } from '../model/types.js';
import { resolveSecrets } from '../model/secrets.js';
import { notifyFile } from '../telemetry/notify/notify-state.js';
import { outputFile } from '../telemetry/outputs/output-place.js';
import { LeasedFollower, type Follower } from './leased-follower.js';
import { outputOf, type LogOutputsOptions } from './log-outputs.js';
import { notifierOf, type NotificationsOptions } from './notifications.js';
import { secretSources, type SecretReaderOptions } from './secret-reader.js';

interface Running {
  readonly follower: Follower;
  /** Its policy with the secrets in it, so that a changed secret is a change. Never leaves this process. */
  readonly made: string;
}

interface Wanted {
  readonly policy: unknown;
  readonly make: () => Promise<Follower>;
  /** Where it keeps its place, when one machine alone should do it. */
  readonly stateFile?: string;
}

export type LogFollowersOptions = SecretReaderOptions &
  LogOutputsOptions &
  NotificationsOptions & {
    /** Name of this process, where several machines share the log: then each thing is told by one of them. */
    readonly holder?: string | undefined;
    readonly leaseMillis?: number;
  };

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
    for (const [name, wanted] of this.#wanted(project)) {
      const made = JSON.stringify(resolveSecrets(wanted.policy, sources));
      const there = this.#running.get(name);
      next.set(name, there?.made === made ? there : { made, follower: await this.#make(name, wanted) });
    }
    return () => this.#change(next);
  }

  async close(): Promise<void> {
    await this.#change(new Map());
  }

  /** Made once even where another machine has the lease: what is wrong with it is told here. */
  async #make(name: string, { make, stateFile }: Wanted): Promise<Follower> {
    const first = await make();
    const { holder, leaseMillis, store, say } = this.#options;
    if (holder === undefined || stateFile === undefined) return first;
    let unused: Follower | undefined = first;
    return new LeasedFollower({
      name,
      holder,
      leases: store.leases,
      stateFile,
      say,
      ...(leaseMillis === undefined ? {} : { leaseMillis }),
      async make() {
        const taken = unused ?? (await make());
        unused = undefined;
        return taken;
      },
    });
  }

  #wanted({ eventLog, notify }: FollowerPolicy): ReadonlyMap<string, Wanted> {
    const { dataDir } = this.#options;
    const outputs = [...(eventLog.outputs ?? [])].map(
      ([name, policy]) =>
        [
          `output ${name}`,
          {
            policy,
            make: () => outputOf(name, policy, this.#options),
            // A file is on each machine.
            ...('file' in policy ? {} : { stateFile: outputFile(dataDir, name) }),
          },
        ] as const,
    );
    const notifications = [...notify].map(
      ([name, policy]) =>
        [
          `notification ${name}`,
          {
            policy,
            make: () => notifierOf(name, policy, this.#options),
            stateFile: notifyFile(dataDir, name),
          },
        ] as const,
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
