import { randomBytes } from 'node:crypto';
import type { SecurityEvent } from '../../core/events.js';
import { uuidv7 } from '../../core/ids.js';
import type { DetectionContext } from './context.js';
import type { Detection } from './detection.js';
import { actorOf } from './actor.js';
import type { Detector, ResponseAction, Sighting, Tools, Watcher } from './detector.js';
import { hashText } from './hash.js';
import { KeyTable } from './key-table.js';
import { LruMap } from './lru-map.js';
import { Seen } from './seen.js';
import { planResponse, settingsOf, type DetectionSettings } from './settings.js';
import { fieldsOf, maskOf } from './fields.js';
import { EventTrail } from './trail.js';

export interface EngineOptions {
  readonly detectors: Iterable<Detector>;
  readonly settings?: DetectionSettings;
  readonly context?: DetectionContext;
  readonly onDetection: (detection: Detection) => void;
  /** A detector broke; it begins again with nothing learned. */
  readonly onFault?: (detectorId: string, error: unknown) => void;
  /** Actors that are remembered at once; default a million. */
  readonly maxActors?: number;
}

interface Running {
  readonly detector: Detector;
  readonly thresholds: Readonly<Record<string, number>>;
  /** Fields without which it has nothing to say; see `fieldsOf`. */
  readonly needs: number;
  readonly trail: EventTrail;
  readonly acts: readonly ResponseAction[];
  readonly proposes: readonly ResponseAction[];
  watcher: Watcher;
}

interface Told {
  at: number;
  suppressed: number;
}

/** A clock that was set back by more than this is believed; less is disorder among workers. */
const backMillis = 300_000;
const tickMillis = 10_000;
const mostTold = 50_000;

/** Runs the detectors over events in their order. Bounded in memory whatever comes. */
export class DetectionEngine {
  readonly #options: EngineOptions;
  readonly #seed = randomBytes(4).readUInt32LE();
  readonly #tools: Tools;
  readonly #seen: Seen;
  readonly #byKind = new Map<string, Running[]>();
  readonly #ticking: Running[] = [];
  readonly #told = new LruMap<string, Told>(mostTold);
  #now = 0;
  #tickAt = 0;
  #isLearning = false;
  /** Events that were looked at. */
  observed = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { context = {}, settings = {}, maxActors = 1_048_576 } = options;
    const actors = new KeyTable(maxActors);
    const seed = this.#seed;
    this.#tools = { actors, context, hash: (text) => hashText(text, seed) };
    this.#seen = new Seen({ actors, context, seed });
    for (const detector of options.detectors) this.#start(detector, settings);
  }

  /** Actors that are remembered now. */
  get actors(): number {
    return this.#tools.actors.size;
  }

  #start(detector: Detector, settings: DetectionSettings): void {
    const { isOn, thresholds, response } = settingsOf(detector, settings, this.#tools.context);
    if (!isOn) return;
    const running: Running = {
      detector,
      thresholds,
      needs: maskOf(detector.needs),
      trail: new EventTrail(),
      ...planResponse(detector, response),
      watcher: detector.start(thresholds, this.#tools),
    };
    for (const kind of detector.kinds) {
      const list = this.#byKind.get(kind);
      if (list) list.push(running);
      else this.#byKind.set(kind, [running]);
    }
    if (running.watcher.tick) this.#ticking.push(running);
  }

  /** Looks at events without telling anybody: what is usual is learned from history. */
  learn(events: Iterable<SecurityEvent>): void {
    this.#isLearning = true;
    try {
      for (const event of events) this.observe(event);
    } finally {
      this.#isLearning = false;
    }
  }

  /** Looks at one event. Never throws. */
  observe(event: SecurityEvent): void {
    this.observed++;
    const { time } = event;
    if (time > this.#now || this.#now - time > backMillis) this.#now = time;
    if (this.#now - this.#tickAt >= tickMillis || this.#now < this.#tickAt) this.#tickAll();
    const list = this.#byKind.get(event.kind);
    if (!list) return;
    this.#seen.look(event, this.#now);
    const fields = fieldsOf(event);
    for (let i = 0; i < list.length; i++) {
      const running = list[i]!;
      if ((running.needs & fields) === running.needs) this.#show(running, event);
    }
  }

  #show(running: Running, event: SecurityEvent): void {
    try {
      running.trail.add(event);
      const sighting = running.watcher.see(this.#seen);
      if (sighting) this.#report(running, sighting, event);
    } catch (error) {
      this.#restart(running, error);
    }
  }

  /** Moves the clock on where no events come: milliseconds since the epoch. */
  tick(now: number): void {
    if (now <= this.#now) return;
    this.#now = now;
    if (now - this.#tickAt >= tickMillis) this.#tickAll();
  }

  #tickAll(): void {
    this.#tickAt = this.#now;
    for (const running of this.#ticking) {
      try {
        const sighting = running.watcher.tick!(this.#now);
        if (sighting) this.#report(running, sighting, undefined);
      } catch (error) {
        this.#restart(running, error);
      }
    }
  }

  #restart(running: Running, error: unknown): void {
    running.watcher = running.detector.start(running.thresholds, this.#tools);
    this.#options.onFault?.(running.detector.id, error);
  }

  #report(running: Running, sighting: Sighting, event: SecurityEvent | undefined): void {
    const { detector } = running;
    const actor = event && actorOf(event);
    const about = sighting.about ?? { kind: 'actor' as const, id: actor?.key ?? 'nobody' };
    const suppressed = this.#suppress(detector, `${detector.id} ${about.kind} ${about.id}`);
    if (suppressed === undefined || this.#isLearning) return;
    const isActor = about.kind === 'actor';
    const samples = running.trail.samples(event, (past) =>
      isActor ? event !== undefined && this.#isSameActor(past, event) : isAbout(past, about),
    );
    this.#options.onDetection({
      id: uuidv7(this.#now),
      time: this.#now,
      rule: detector.id,
      version: detector.version,
      title: detector.title,
      severity: detector.severity,
      summary: sighting.summary,
      about,
      ...(actor && about.kind !== 'system' ? { actor } : {}),
      ...(event?.api === undefined ? {} : { api: event.api }),
      operations: sighting.operations ?? (event?.operationId === undefined ? [] : [event.operationId]),
      windowSeconds: sighting.windowSeconds,
      observed: round(sighting.observed),
      threshold: round(sighting.threshold),
      ...(sighting.baseline === undefined ? {} : { baseline: round(sighting.baseline) }),
      samples,
      attack: detector.attack,
      owasp: detector.owasp,
      runbook: `docs/detections.md#${detector.id}`,
      dedupSeconds: detector.dedupSeconds,
      suppressed,
      acts: running.acts,
      proposes: running.proposes,
    });
  }

  /** How often the same was seen since it was told; undefined while it is not to be told again. */
  #suppress(detector: Detector, key: string): number | undefined {
    const told = this.#told.get(key);
    const passed = told ? this.#now - told.at : Infinity;
    if (told && passed >= 0 && passed < detector.dedupSeconds * 1000) {
      told.suppressed++;
      return undefined;
    }
    this.#told.set(key, { at: this.#now, suppressed: 0 });
    return told?.suppressed ?? 0;
  }

  #isSameActor(past: SecurityEvent, event: SecurityEvent): boolean {
    return this.#seen.hashOfActor(past) === this.#seen.hashOfActor(event);
  }
}

function isAbout(event: SecurityEvent, about: { readonly kind: string; readonly id: string }): boolean {
  if (about.kind === 'account') return event.account === about.id;
  if (about.kind === 'operation') return event.operationId === about.id;
  if (about.kind === 'client') return event.agent === about.id || event.client === about.id;
  if (about.kind === 'credential') return event.credentialId === about.id;
  return true;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
