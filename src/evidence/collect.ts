import type { EvidenceItem, EvidenceSource, Gathered, NothingThere } from './item.js';
import { items } from './items.js';
import type { EvidenceReport, Framework, ItemReport, Period } from './types.js';

const dayMillis = 86_400_000;
/** Rows of one item; what is beyond is counted. */
const mostRows = 20_000;

/** Gathers every item that the framework names, once. */
export async function collectReport(
  framework: Framework,
  asked: Period,
  source: EvidenceSource & { readonly version: string },
): Promise<EvidenceReport> {
  const { now, version } = source;
  // What has not happened yet is in no record.
  const period = { from: asked.from, to: Math.min(asked.to, now) };
  const ids = new Set(framework.controls.flatMap(({ evidence }) => evidence));
  const reports: ItemReport[] = [];
  for (const id of ids) reports.push(await collectItem(items.get(id)!, source, period));
  return Object.freeze({
    framework,
    period,
    collected: now,
    version,
    apis: (source.project?.apis ?? []).map(({ name }) => name),
    controls: framework.controls,
    items: reports,
  });
}

/** One item, judged: present, stale or missing. */
export async function collectItem(item: EvidenceItem, source: EvidenceSource, period: Period): Promise<ItemReport> {
  const found = await item.collect(source, period);
  const { id, title, subject, method, how } = item;
  const facts = { id, title, subject, method, how, collected: source.now };
  if (isNothing(found)) {
    const population = { columns: [], rows: [], total: 0 };
    return { ...facts, state: 'missing', summary: found.missing, population, records: [] };
  }
  const newest = found.newest ?? source.now;
  const expires = newest + item.validDays * dayMillis;
  return {
    ...facts,
    state: expires < period.to ? 'stale' : 'present',
    summary: found.summary,
    newest,
    expires,
    population: populationOf(found),
    records: found.records ?? [],
  };
}

function populationOf({ columns, rows, total = rows.length }: Gathered): ItemReport['population'] {
  return { columns, rows: rows.slice(0, mostRows), total };
}

export const isNothing = (found: Gathered | NothingThere): found is NothingThere => 'missing' in found;
