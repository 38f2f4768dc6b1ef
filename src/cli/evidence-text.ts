import { visibleText } from '../core/visible-text.js';
import { periodText } from '../evidence/html.js';
import type { EvidenceReport, FrameworkSummary, ItemReport, ItemState } from '../evidence/types.js';
import { shortWording } from '../evidence/wording.js';
import type { Paint } from '../report/paint.js';
import { table } from './output.js';

/** A bundle that was written. */
interface Written {
  readonly file: string;
  readonly files: number;
  readonly proofs: number;
  readonly record: string;
  readonly signers: readonly string[];
}

export interface EvidenceTextOptions {
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  /** The framework as the user named it. */
  readonly name: string;
  readonly made: Written | undefined;
}

/** Frameworks that there are. */
export function frameworksText(list: readonly FrameworkSummary[], { bold }: Paint): string {
  const rows = list.map(({ id, title, edition, publisher, controls }) => [
    id,
    `${title} ${edition}`,
    publisher,
    `${controls} controls`,
  ]);
  return `${table(rows)}${bold('portcullis evidence NAME')} gathers the evidence of one; ./my.yaml is a framework of your own\n`;
}

/** One screen: a line for each control, what is not there and how to have it, and the way on. */
export function evidenceText(report: EvidenceReport, { paint, width, name, made }: EvidenceTextOptions): string {
  const { framework, period, controls, items } = report;
  const byId = new Map(items.map((item) => [item.id, item]));
  const idWidth = Math.max(...controls.map(({ id }) => id.length));
  const titleWidth = Math.min(
    Math.max(...controls.map(({ title }) => title.length)),
    Math.max(24, width - idWidth - 36),
  );
  const lines = controls.map(({ id, title, evidence }) => {
    const states = evidence.map((item) => byId.get(item)!.state);
    return `${visibleText(id).padEnd(idWidth)}  ${cut(visibleText(title), titleWidth).padEnd(titleWidth)}  ${counts(states, paint)}`;
  });
  const lacking = lackLines(report, { paint, width });
  return [
    `${paint.bold(visibleText(`${framework.title}, ${framework.edition}`))}: ${periodText(period)}`,
    '',
    ...lines,
    ...(lacking.length > 0 ? ['', 'Not there, most wanted first:', ...lacking] : []),
    '',
    `${items.length} evidence items: ${counts(
      items.map(({ state }) => state),
      paint,
    )}; ${shortWording}`,
    ...way(name, made, paint),
    '',
  ].join('\n');
}

function way(name: string, made: Written | undefined, { bold }: Paint): readonly string[] {
  if (!made)
    return [`all of it, to hand over: ${bold(visibleText(`portcullis evidence ${name} --bundle evidence.zip`))}`];
  return [
    `signed by ${made.signers[0]!}`,
    `${made.file}: ${made.files} files, ${made.proofs} records of the log proved; recorded as ${made.record}`,
    `to check it anywhere: ${bold(`portcullis evidence verify ${visibleText(made.file)}`)}`,
  ];
}

const words: readonly ItemState[] = ['present', 'stale', 'missing'];

/** `5 present, 1 stale`; what there is none of is left out. */
function counts(states: readonly ItemState[], { good, bad, severity }: Paint): string {
  const paintOf = { present: good, stale: (text: string) => severity('medium', text), missing: bad };
  return words
    .flatMap((word) => {
      const n = states.filter((state) => state === word).length;
      return n === 0 ? [] : [paintOf[word](`${n} ${word}`)];
    })
    .join(', ');
}

/** Lines of a usual screen. */
const screenLines = 44;

/** What is not there, those first that most controls ask for, as many as a screen has room for. */
function lackLines(
  { controls, items }: EvidenceReport,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const wanted = (id: string): number => controls.filter(({ evidence }) => evidence.includes(id)).length;
  const all = items.filter(({ state }) => state !== 'present').sort((a, b) => wanted(b.id) - wanted(a.id));
  const shown = all.slice(0, Math.max(6, screenLines - controls.length - 8));
  const idWidth = Math.max(0, ...shown.map(({ id }) => id.length));
  const lines = shown.map((item) => lackLine(item, { paint, width, idWidth }));
  const more = all.length - shown.length;
  return more > 0 ? [...lines, paint.dim(`  and ${more} more: --format html --output evidence.html has all`)] : lines;
}

interface LineOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly idWidth: number;
}

/** Why it is lacking and the way to it, where the line has room for both; else the way. */
function lackLine({ id, state, summary, how }: ItemReport, { paint, width, idWidth }: LineOptions): string {
  const room = Math.max(60, width) - idWidth - 4;
  const why = visibleText(state === 'stale' ? `stale: ${summary}` : summary);
  const way = visibleText(how);
  const both = why.length + 2 + way.length <= room;
  return `  ${id.padEnd(idWidth)}  ${both ? `${why}; ${paint.dim(way)}` : cut(way, room)}`;
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
