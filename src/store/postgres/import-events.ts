import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { RightEdge } from '../../core/merkle.js';
import type { SecurityEvent } from '../../core/events.js';
import { makeAccessBatch } from '../access-batch.js';
import { AccessColumns } from '../access-columns.js';
import { eventOf } from '../event-record.js';
import { partitionOf, periodAt } from '../partition-name.js';
import type { EventStore, LogFileStart, LogLeaf, LogName } from '../store.js';
import { insertBatch } from './access.js';
import type { Query } from './database.js';
import { insertDenials } from './denials.js';
import { lockLog, setMarks } from './event-log.js';
import { createPart } from './event-parts.js';
import { addRollUps } from './roll-ups.js';

const leavesAtOnce: Readonly<Record<LogName, number>> = { denials: 500, access: 20 };

type Place = { readonly query: Query; readonly part: number; readonly node: string };

/** Takes over both event logs leaf by leaf, with their files as parts, in the caller's transaction. */
export async function importEvents(
  query: Query,
  source: Pick<EventStore, 'files' | 'heads' | 'leaves' | 'marks'>,
  node: string,
): Promise<Readonly<Record<LogName, number>>> {
  const leaves = { access: 0, denials: 0 };
  for (const head of await source.heads()) {
    const { log } = head;
    await lockLog(query, log);
    const files = await source.files(log);
    const edge = await importLeaves(query, { log, files, leaves: source.leaves(log), node });
    verifyEdge(log, edge, head.edge);
    await query('UPDATE event_log SET edge = ? WHERE log = ?', edge.toBytes(), log);
    await setMarks(query, { log, node, marks: await source.marks(log) });
    leaves[log] = edge.size - (files[0]?.size ?? 0);
  }
  return leaves;
}

interface LogSource {
  readonly log: LogName;
  readonly files: readonly LogFileStart[];
  readonly leaves: AsyncIterable<LogLeaf>;
  readonly node: string;
}

/** Returns the edge after the last leaf, made of the leaves themselves. */
async function importLeaves(query: Query, { log, files, leaves, node }: LogSource): Promise<RightEdge> {
  const edge = files[0] ? RightEdge.from(files[0].edge) : RightEdge.empty();
  const parts = new Map<string, number>();
  for (const start of files) parts.set(start.file, await importPart(query, log, start));
  let page: LogLeaf[] = [];
  const flush = async (): Promise<void> => {
    const [first] = page;
    if (first) await writers[log]({ query, part: parts.get(first.file)!, node }, page);
    page = [];
  };
  for await (const leaf of leaves) {
    if (page.length === leavesAtOnce[log] || (page[0] && page[0].file !== leaf.file)) await flush();
    page.push(leaf);
    edge.append(leaf.leaf);
  }
  await flush();
  return edge;
}

function importPart(query: Query, log: LogName, { file, edge }: LogFileStart): Promise<number> {
  const partition = partitionOf(log, path.posix.basename(file));
  if (!partition) throw new PortcullisError('STORE_CORRUPT', `${file} is no file of a log`);
  const period = periodAt(log, Date.parse(`${partition.name}Z`));
  return createPart(query, partition, { period, edge: RightEdge.from(edge) });
}

const writers: Readonly<Record<LogName, (place: Place, page: readonly LogLeaf[]) => Promise<void>>> = {
  async denials(place, page) {
    const placed = page.map(({ n, leaf, record }) => ({ n, leaf, record, event: eventOf(record) }));
    await insertDenials(place, placed, place.node);
    await addRollUps(
      place,
      placed.map(({ event }) => event),
    );
  },
  async access(place, page) {
    for (const { n, leaf, record } of page) {
      const calls = callsOf(record);
      // Packed anew it might have other bytes than those of the log.
      const batch = { ...makeAccessBatch(calls), record: Buffer.from(record) };
      await insertBatch(place, { n, leaf, batch }, place.node);
      await addRollUps(place, calls);
    }
  },
};

function callsOf(record: Uint8Array): SecurityEvent[] {
  const columns = new AccessColumns(record);
  return Array.from({ length: columns.count }, (_, n) => columns.event(n));
}

function verifyEdge(log: LogName, edge: RightEdge, head: Uint8Array): void {
  if (Buffer.compare(edge.toBytes(), head) === 0) return;
  throw new PortcullisError('STORE_CORRUPT', `The records of the log ${log} do not lead to its head`, {
    hint: 'portcullis events verify says what is wrong; nothing was changed',
  });
}
