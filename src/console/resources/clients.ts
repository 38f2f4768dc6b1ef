import { isIP } from 'node:net';
import type { App } from '../../app/app.js';
import { principalTokens } from '../../app/person-tokens.js';
import { uuidv7 } from '../../core/ids.js';
import { addressReader } from '../../gateway/client-address.js';
import type { ActorBlock } from '../../store/detections.js';
import { cli } from '../cli.js';
import { cursorOf, isText, readCursor } from '../cursor.js';
import { detectionRow } from '../detection-view.js';
import { topOf } from '../top-values.js';
import { compiledOf, look, type Looked } from '../event-query.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, cursor, limit, oneOf, reason, time, whole } from '../schemas.js';

const kinds = ['principal', 'credential', 'client'] as const;
type Kind = (typeof kinds)[number];

const minuteMillis = 60_000;
const hourMillis = 3_600_000;
const looked = 5000;

function kindOf(text: string): Kind {
  const kind = kinds.find((each) => each === text);
  if (kind) return kind;
  throw new Refusal(404, 'NOT_FOUND', `There is no kind of client "${text}"`, { expected: kinds.join(', ') });
}

const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** The names under which the gateway keeps somebody out: of a person those that its events may have. */
async function actorsOf(app: App, kind: Kind, id: string): Promise<readonly string[]> {
  if (kind === 'credential') return [`credential:${id}`];
  if (kind === 'principal') return (await principalTokens(await app.store()))(id).map((name) => `principal:${name}`);
  if (isIP(id) === 0) throw new Refusal(422, 'REQUEST_INVALID', `${id} is no address of a client`);
  return [`address:${addressReader([])(id, undefined).key}`];
}

export const clientOperations: readonly ConsoleOperation[] = [
  operation<{ readonly since?: number; readonly until?: number; readonly limit: number; readonly cursor?: string }>({
    id: 'getClient',
    method: 'GET',
    path: '/clients/{kind}/{client}',
    summary: 'Everything about one user, credential or address: its timeline, habits, detections and blocks',
    roles: may.read,
    query: { since: time, until: time, limit, cursor },
    async run({ app, params, query, signal }) {
      const kind = kindOf(params.kind!);
      const id = params.client!;
      const store = await app.store();
      const q = `${kind}:${quoted(id)}`;
      const compiled = await compiledOf(app, { q, since: query.since, until: query.until });
      const before = readCursor(query.cursor, isText);
      const [many, older, detections, blocks, keys] = await Promise.all([
        look(store.events, compiled, { limit: looked, signal }),
        before === undefined ? undefined : look(store.events, compiled, { limit: query.limit, before, signal }),
        store.detections.list({ limit: 500 }),
        store.detections.activeBlocks(),
        kind === 'credential' ? store.keys.find(id) : undefined,
      ]);
      const actors = await actorsOf(app, kind, id);
      const page = older ?? firstOf(many, query.limit);
      return {
        kind,
        id,
        key: keys ? { id: keys.id, name: keys.name, prefix: keys.prefix, revokedAt: keys.revokedAt ?? null } : null,
        items: page.events,
        next: page.next === undefined ? null : cursorOf(page.next),
        counted: many.events.length,
        networks: topOf(many.events, 'client', 20),
        principals: topOf(many.events, 'principal', 10),
        credentials: topOf(many.events, 'credential', 10),
        operations: topOf(many.events, 'operation', 20),
        outcomes: topOf(many.events, 'outcome', 10),
        hours: hoursOf(many.events.map((event) => event.time)),
        detections: detections
          .filter(({ about, document }) => isAbout(document, about, { kind, id }))
          .map(detectionRow),
        blocks: blocks.filter((block) => actors.some((actor) => `${block.actor} `.startsWith(`${actor} `))),
        cli: cli('events', 'search', q),
      };
    },
  }),
  operation<object, { readonly effect: ActorBlock['effect']; readonly minutes: number; readonly reason: string }>({
    id: 'blockClient',
    method: 'POST',
    path: '/clients/{kind}/{client}/blocks',
    summary: 'Slow a client down or keep it out until a time',
    roles: may.triage,
    status: 201,
    body: closed({ effect: oneOf('throttle', 'block'), minutes: whole(1, 1440), reason }, [
      'effect',
      'minutes',
      'reason',
    ]),
    async run({ app, params, body, caller }) {
      const kind = kindOf(params.kind!);
      const id = params.client!;
      const { detections } = await app.store();
      const now = Date.now();
      const actors = await actorsOf(app, kind, id);
      const detectionId = uuidv7(now);
      const { effect, minutes } = body;
      const times = { createdAt: now, expiresAt: now + minutes * minuteMillis };
      const blocks = actors.map((actor) => ({ id: uuidv7(now), detectionId, actor, effect, ...times }));
      const document = {
        id: detectionId,
        time: now,
        rule: 'decided-by-a-person',
        version: 1,
        title: 'Decided by a person',
        severity: 'info',
        summary: `${caller.name}: ${body.reason}`,
        about: { kind: kind === 'principal' ? 'account' : kind, id },
        operations: [],
        acts: [effect],
        proposes: [],
        samples: [],
      };
      await detections.add({ id: detectionId, rule: document.rule, about: `${kind} ${id}`, time: now, document });
      for (const block of blocks) await detections.block(block);
      return { block: blocks[0], cli: cli('detections', 'undo', detectionId, '--reason', 'REASON') };
    },
  }),
  operation({
    id: 'listBlocks',
    method: 'GET',
    path: '/blocks',
    summary: 'Who is slowed down or kept out now',
    roles: may.read,
    run: async ({ app }) => ({ items: await (await app.store()).detections.activeBlocks() }),
  }),
];

/** The first page of what was read already. */
function firstOf(many: Looked, limit: number): Looked {
  if (many.events.length <= limit) return many;
  const events = many.events.slice(0, limit);
  return { ...many, events, next: events.at(-1)!.id };
}

function isAbout(
  document: unknown,
  about: string,
  { kind, id }: { readonly kind: Kind; readonly id: string },
): boolean {
  const { actor } = document as { readonly actor?: Readonly<Record<string, unknown>> };
  const field = kind === 'principal' ? 'principalId' : kind === 'credential' ? 'credentialId' : 'address';
  return actor?.[field] === id || about.endsWith(` ${id}`);
}

/** Calls by hour of the day (UTC): what is usual for this client. */
function hoursOf(times: readonly number[]): readonly { readonly hour: number; readonly count: number }[] {
  const counts = Array.from({ length: 24 }, (_, hour) => ({ hour, count: 0 }));
  for (const at of times) counts[Math.floor(at / hourMillis) % 24]!.count += 1;
  return counts;
}
