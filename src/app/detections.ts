import fs from 'node:fs';
import type { SecurityEvent } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { ActorBlock, DetectionStore } from '../store/detections.js';
import type { Store } from '../store/store.js';
import type { Detection } from '../telemetry/detection/detection.js';
import { DetectionEngine } from '../telemetry/detection/engine.js';
import { GeoDatabase } from '../telemetry/detection/geo-database.js';
import type { DetectionSettings } from '../telemetry/detection/settings.js';
import { detectors } from '../telemetry/detectors.js';
import { detectionContext, type ContextParts, type DetectionFacts } from './detection-context.js';
import type { PrincipalTokens } from './person-tokens.js';
import { weakenings } from './policy-weakenings.js';

/** No block lasts longer. */
export const blockMillis = 15 * 60_000;

const tickMillis = 1000;
/** Events of the time before a start, from which detectors learn what is usual. */
const history = { millis: 24 * 3_600_000, events: 100_000, page: 10_000 };
/** Events that wait while detectors are made. */
const mostWaiting = 50_000;

export interface DetectionsParts {
  readonly store: Pick<Store, 'detections' | 'events' | 'keys'>;
  /** Writes an event of our own to the log. */
  readonly log: (event: SecurityEvent) => Promise<unknown>;
  /** What may stand in events for a principal that the policy names. */
  readonly principalsOf?: () => Promise<PrincipalTokens>;
  readonly say: (text: string) => void;
}

/** The detectors of a running gateway: they see what the event writer carries over. */
export interface Detections {
  observe(events: readonly SecurityEvent[]): void;
  /** Starts the detectors anew with another policy. What they know of the past is read again. */
  use(facts: DetectionFacts): Promise<void>;
  /** Resolves when what was noticed so far is stored. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The engine of a project: what its policy says of detectors, and what contract and policy say to them. */
export async function engineOf(
  facts: DetectionFacts,
  parts: { readonly store?: Pick<Store, 'keys'> } & Pick<ContextParts, 'principalsOf'> &
    Pick<ConstructorParameters<typeof DetectionEngine>[0], 'onDetection' | 'onFault'>,
): Promise<DetectionEngine> {
  const { geoDatabase } = facts.detections;
  const geo = geoDatabase === undefined ? undefined : new GeoDatabase(fs.readFileSync(geoDatabase));
  const keys = (await parts.store?.keys.list()) ?? [];
  const lastUsed = new Map(keys.flatMap(({ id, lastUsedAt }) => (lastUsedAt === undefined ? [] : [[id, lastUsedAt]])));
  return new DetectionEngine({
    detectors,
    settings: facts.detections.detectors as DetectionSettings,
    context: detectionContext(facts, { geo, lastUsed, principalsOf: parts.principalsOf }),
    onDetection: parts.onDetection,
    ...(parts.onFault ? { onFault: parts.onFault } : {}),
  });
}

/** Starts without detectors: `use` brings them. Whatever fails here is said and logged; nothing else waits for it. */
export function startDetections({ store, log, say, principalsOf }: DetectionsParts): Detections {
  let engine: DetectionEngine | undefined;
  let facts: DetectionFacts | undefined;
  let waiting: SecurityEvent[] | undefined = [];
  let work: Promise<unknown> = Promise.resolve();
  const later = (task: () => Promise<unknown>): Promise<unknown> =>
    (work = work.then(task).catch((error: Error) => say(`a detection could not be kept: ${error.message}`)));

  const onDetection = (detection: Detection): void => void later(() => keep(detection, { store, log }));
  const onFault = (detectorId: string, error: unknown): void => {
    say(`the detector ${detectorId} broke and began anew: ${(error as Error).message}`);
    void later(() => log(ownEvent('detector_changed', 'medium', { detector: detectorId, change: 'restarted' })));
  };
  const timer = setInterval(() => {
    engine?.tick(Date.now());
    void later(() => tellUndone(store.detections, log));
  }, tickMillis).unref();

  return {
    observe(events) {
      if (engine) for (const event of events) engine.observe(event);
      if (waiting && waiting.length < mostWaiting) waiting.push(...events);
    },
    async use(next) {
      if (next.digest === facts?.digest) return;
      waiting ??= [];
      const until = Date.now();
      const made = await engineOf(next, { store, onDetection, onFault, principalsOf: await principalsOf?.() });
      await learnHistory(made, store.events, until);
      // The engine before this one has told what it saw meanwhile.
      if (engine) made.learn(waiting);
      else for (const event of waiting) made.observe(event);
      waiting = undefined;
      const weaker = facts && weakenings(facts, next);
      [engine, facts] = [made, next];
      if (!weaker) return;
      const event = ownEvent('sys_monitor_disabled', 'medium', { weaker });
      made.observe(event);
      await log(event);
    },
    async settled() {
      await work;
    },
    async close() {
      clearInterval(timer);
      await later(() => tellUndone(store.detections, log));
    },
  };
}

async function learnHistory(engine: DetectionEngine, events: Store['events'], until: number): Promise<void> {
  const since = until - history.millis;
  const pages: (readonly SecurityEvent[])[] = [];
  let before: string | undefined;
  for (let left = history.events; left > 0; left -= history.page) {
    const page = await events.search({
      since,
      until,
      limit: history.page,
      ...(before === undefined ? {} : { before }),
    });
    if (page.length > 0) pages.push(page);
    if (page.length < history.page) break;
    before = page.at(-1)!.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const page of pages.reverse()) engine.learn(page.toReversed());
}

async function keep(
  detection: Detection,
  { store, log }: Pick<DetectionsParts, 'log'> & { store: { detections: DetectionStore } },
): Promise<void> {
  const blocks = blocksOf(detection, Date.now());
  const { id, rule, about, time, severity, actor, api, operations } = detection;
  await store.detections.add({ id, rule, about: `${about.kind} ${about.id}`, time, document: detection }, blocks);
  const identity = {
    ...(api === undefined ? {} : { api }),
    ...(operations[0] === undefined ? {} : { operationId: operations[0] }),
    ...(actor?.principalId === undefined ? {} : { principalId: actor.principalId }),
    ...(actor?.credentialId === undefined ? {} : { credentialId: actor.credentialId }),
  };
  const { title, summary, observed, threshold, windowSeconds, attack, samples, acts, proposes } = detection;
  const detail = { detection: id, rule, title, summary, observed, threshold, windowSeconds, attack, samples };
  await log({ ...ownEvent('detection', severity, { ...detail, about, acts, proposes }), ...identity });
  for (const { actor: blocked, effect, expiresAt } of blocks) {
    await log({
      ...ownEvent('response_applied', severity, { detection: id, rule, actor: blocked, effect, expiresAt }),
      ...identity,
    });
  }
  if (proposes.length > 0)
    await log({ ...ownEvent('response_proposed', severity, { detection: id, rule, proposes }), ...identity });
}

/** What a detection does by itself: the narrowest name of the actor that is known is kept out. */
export function blocksOf(detection: Pick<Detection, 'id' | 'actor' | 'acts'>, now: number): readonly ActorBlock[] {
  const { id, actor, acts } = detection;
  const effect = acts.includes('block') ? 'block' : acts.includes('throttle') ? 'throttle' : undefined;
  if (!actor || effect === undefined) return [];
  return [blockOf({ detectionId: id, actor: blockName(actor), effect }, now)];
}

/** A block from now on, of the longest time. */
export function blockOf(parts: Pick<ActorBlock, 'detectionId' | 'actor' | 'effect'>, now: number): ActorBlock {
  return { id: uuidv7(now), ...parts, createdAt: now, expiresAt: now + blockMillis };
}

/** A credential before its holder: a stolen token must not lock out its owner. */
export function blockName(actor: NonNullable<Detection['actor']>): string {
  if (actor.credentialId !== undefined) return `credential:${actor.credentialId}`;
  const isAddress = actor.principalId === undefined && actor.session === undefined;
  // A message that could not be read says nothing of its client: then all strangers at the address are meant.
  if (isAddress && actor.address !== undefined && actor.agent === undefined) return `address:${actor.address}`;
  return actor.key;
}

async function tellUndone(detections: DetectionStore, log: DetectionsParts['log']): Promise<void> {
  for (const { detectionId, actor, effect, undoneBy } of await detections.takeUndone()) {
    await log(ownEvent('response_undone', 'info', { detection: detectionId, actor, effect, by: undoneBy }));
  }
}

function ownEvent(
  kind: SecurityEvent['kind'],
  severity: SecurityEvent['severity'],
  detail: Readonly<Record<string, unknown>>,
): SecurityEvent {
  const time = Date.now();
  return { id: uuidv7(time), time, kind, outcome: 'info', severity, detail };
}
