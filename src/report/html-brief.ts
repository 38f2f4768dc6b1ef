import type { Finding, Run } from '../core/finding.js';
import { visibleText } from '../core/visible-text.js';
import { groupByCause, type CauseGroup } from './causes.js';
import { escapeMarkup } from './escape.js';
import { countsInWords } from './findings-by.js';

const most = 5;

function html(text: string): string {
  return escapeMarkup(visibleText(text));
}

/**
 * The first page of a pentest's report, for people who decide and do not read the rest: what was tested, what was found
 * and what to do first, what is not known. Counts and words, no score.
 */
export function briefSection(run: Run, findings: readonly Finding[]): string {
  if (run.kind !== 'pentest') return '';
  return [
    '<section class="brief"><h2>In short</h2>',
    `<p>${scopeText(run)}</p>`,
    `<p>${resultText(run, findings)}</p>`,
    firstSteps(groupByCause(findings)),
    `<p>${unknownText(run)}</p>`,
    '</section>',
  ].join('\n');
}

function scopeText({ target, coverage, requests, startedAt, finishedAt, outcome }: Run): string {
  const minutes = Math.max(1, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 60_000));
  const sent = requests === undefined ? '' : ` with ${requests.toLocaleString('en')} requests`;
  const reached = coverage ? `; ${coverage.reached} of its ${coverage.operations} operations could be used` : '';
  const end =
    outcome === 'complete' ? '' : ` The run is ${outcome}: what is said here holds for the part that was done.`;
  const address = target === undefined ? '' : ` at <code>${html(target)}</code>`;
  return `The API${address} was attacked${sent} in ${minutes} min, over HTTP as an outsider would${reached}.${end}`;
}

function resultText({ coverage }: Run, findings: readonly Finding[]): string {
  const passed = cellsOf(coverage).filter(({ state }) => state === 'passed').length;
  const held = `${passed.toLocaleString('en')} ${passed === 1 ? 'test' : 'tests'} of an operation found nothing`;
  if (findings.length === 0) return `Nothing was proven; ${held}.`;
  const confirmed = findings.filter(({ confidence }) => confidence === 'confirmed').length;
  return `<strong>${countsInWords(findings)}.</strong> ${confirmed} of ${findings.length} were shown twice with a legitimate call beside the attack; ${held}.`;
}

function cellsOf(coverage: Run['coverage']) {
  return Object.values(coverage?.cells ?? {}).flatMap((cells) => Object.values(cells));
}

/** Worst first: what it is, where, and what ends it. */
function firstSteps(groups: readonly CauseGroup[]): string {
  if (groups.length === 0) return '';
  const items = groups.slice(0, most).map(({ severity, findings }) => {
    const [first] = findings as readonly [Finding, ...Finding[]];
    const where = [...new Set(findings.map(({ operationId }) => operationId).filter((id) => id !== undefined))];
    const at = where.length === 0 ? '' : ` (${where.slice(0, 4).map(html).join(', ')}${where.length > 4 ? ', …' : ''})`;
    return `<li><span class="badge ${severity}">${severity}</span> <span><strong>${html(first.title)}</strong>${at}. ${html(first.remedy)}</span></li>`;
  });
  const rest = groups.length > most ? `<p>${groups.length - most} more causes follow below.</p>` : '';
  return `<h3>First</h3><ol class="contents">${items.join('')}</ol>${rest}`;
}

function unknownText({ coverage, leftovers = [] }: Run): string {
  const cells = cellsOf(coverage);
  const untested = cells.filter(({ state }) => state === 'skipped' || state === 'unreachable').length;
  const left =
    leftovers.length === 0
      ? 'Everything that the run created was removed.'
      : `${leftovers.length} objects that the run created could not be removed; they are listed at the end.`;
  const share = `${untested.toLocaleString('en')} of ${cells.length.toLocaleString('en')}`;
  const known =
    untested === 0
      ? 'Every test that applies was done.'
      : `Not known: ${share} tests could not be done; the reasons are under “Not tested, and why”.`;
  return `${known} ${left}`;
}
