import { isDismissed, type Evidence, type Finding, type Run } from '../../core/finding.js';
import type { RecordedExchange } from '../../core/http.js';
import type { Place } from '../../core/place.js';
import { visibleText } from '../../core/visible-text.js';
import { groupByCause, groupCount, type CauseGroup } from '../causes.js';
import { escapeMarkup } from '../escape.js';
import { countsBySeverity, countsInWords, openFindings, references } from '../findings-by.js';
import { defineFormat } from '../format.js';
import { briefSection } from '../html-brief.js';
import { reportStyle } from '../html-style.js';
import { relativePath } from '../relative-path.js';

function html(text: string): string {
  return escapeMarkup(visibleText(text));
}

/** Several lines stay several lines. */
function lines(text: string): string {
  return text.split('\n').map(html).join('\n');
}

/** `2026-11-25 04:39:17 UTC`, with the exact one for programs. */
function moment(iso: string): string {
  const shown = iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
  return `<time datetime="${html(iso)}">${html(shown)}</time>`;
}

function row(name: string, value: string): string {
  return `<tr><th scope="row">${html(name)}</th><td>${value}</td></tr>`;
}

function exchangeText({ request, response }: RecordedExchange): string {
  const head = `${request.method} ${request.url}`;
  const sent = [head, ...request.headers.map(([name, value]) => `${name}: ${value}`), '', request.body ?? ''];
  if (!response) return lines(sent.join('\n').trimEnd());
  const got = [
    `${response.status}`,
    ...response.headers.map(([name, value]) => `${name}: ${value}`),
    '',
    response.body ?? '',
  ];
  return lines(`${sent.join('\n').trimEnd()}\n\n${got.join('\n').trimEnd()}`);
}

function evidence({ kind, summary, exchange }: Evidence): string {
  const shown = exchange ? `<pre>${exchangeText(exchange)}</pre>` : '';
  const label = kind === 'text' ? '' : `<strong>${html(kind)}</strong> `;
  return `<li>${label}${html(summary)}${shown}</li>`;
}

/** Places of one finding that are listed. */
const mostPlaces = 20;

function placeText({ file, line, column }: Place, baseDir: string): string {
  return `<code>${html(`${relativePath(file, baseDir)}:${line}:${column}`)}</code>`;
}

/** The other places of the same cause, and how many it concerns. */
function reach({ related = [], instances }: Finding, baseDir: string): readonly string[] {
  const shown = related.slice(0, mostPlaces).map((place) => placeText(place, baseDir));
  const rest = related.length - shown.length;
  const places = `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const of = instances?.of ? ` of ${instances.of}` : '';
  return [
    ...(instances && instances.count > 1 ? [row('Concerns', html(`${instances.count}${of} ${instances.what}`))] : []),
    ...(shown.length > 0 ? [row('Also at', places)] : []),
  ];
}

function findingSection(finding: Finding, baseDir: string): string {
  const { severity, message, place, operationId, remedy, reproduce, ruleId, fingerprint, confidence } = finding;
  const facts = [
    row('Rule', `<code>${html(ruleId)}</code> ${html(references(finding))}`),
    ...(operationId ? [row('Operation', `<code>${html(operationId)}</code>`)] : []),
    ...(place ? [row('Place', placeText(place, baseDir))] : []),
    ...reach(finding, baseDir),
    row('Confidence', html(confidence)),
    row('Fingerprint', `<code>${html(fingerprint)}</code>`),
    row('Fix', html(remedy)),
  ];
  return [
    `<section class="finding" id="f-${html(fingerprint.slice(0, 12))}">`,
    `<h3><span class="badge ${severity}">${severity}</span> <span>${html(message)}</span></h3>`,
    `<table class="facts">${facts.join('')}</table>`,
    ...(finding.evidence.length > 0
      ? ['<h4>Evidence</h4>', `<ol class="evidence">${finding.evidence.map(evidence).join('')}</ol>`]
      : []),
    ...(reproduce ? ['<h4>Reproduce</h4>', `<pre>${lines(reproduce)}</pre>`] : []),
    '</section>',
  ].join('\n');
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

/** Operations with what was done at each: the proof that silence is not blindness. */
function coverageSection({ coverage, requests }: Run): string {
  if (!coverage) return '';
  const count = (state: string, cells: Readonly<Record<string, { readonly state: string }>>) =>
    Object.values(cells).filter((cell) => cell.state === state).length;
  const rows = Object.entries(coverage.cells).map(([operation, cells]) => {
    const numbers = ['passed', 'failed', 'skipped', 'unreachable'].map(
      (state) => `<td class="number">${count(state, cells)}</td>`,
    );
    return `<tr><th scope="row"><code>${html(operation)}</code></th>${numbers.join('')}</tr>`;
  });
  const unreached = Object.entries(coverage.unreached).map(
    ([operation, reason]) => `<code>${html(operation)}</code>: ${html(reason)}`,
  );
  const reached = `${coverage.reached} of ${coverage.operations} operations reached${requests === undefined ? '' : `, ${requests} requests`}.`;
  return [
    '<section><h2>Coverage</h2>',
    `<p>${reached}</p>`,
    ...(unreached.length > 0 ? ['<h3>Not reached</h3>', list(unreached)] : []),
    ...(rows.length > 0
      ? [
          '<table class="grid"><thead><tr><th>Operation</th><th>passed</th><th>failed</th><th>skipped</th><th>unreachable</th></tr></thead>',
          `<tbody>${rows.join('\n')}</tbody></table>`,
        ]
      : []),
    '</section>',
  ].join('\n');
}

function remarks({ skipped, leftovers = [], notes }: Run): string {
  const items = skipped.map(
    ({ id, reason, count }) =>
      `<code>${html(id)}</code>${count && count > 1 ? ` (${count} times)` : ''}: ${html(reason)}`,
  );
  return [
    ...(items.length > 0 ? ['<section><h2>Not tested, and why</h2>', list(items), '</section>'] : []),
    ...(notes.length > 0 ? ['<section><h2>Notes</h2>', list(notes.map(html)), '</section>'] : []),
    ...(leftovers.length > 0
      ? [
          '<section><h2>Left behind</h2>',
          list(leftovers.map(({ what, reproduce }) => `${html(what)}<pre>${lines(reproduce)}</pre>`)),
          '</section>',
        ]
      : []),
  ].join('\n');
}

function summaryTable(run: Run, findings: readonly Finding[]): string {
  const counts = countsBySeverity(findings).map(
    ([severity, count]) => `<li><span class="badge ${severity}">${severity}</span> ${count}</li>`,
  );
  const dismissed = run.findings.filter(({ status }) => isDismissed(status)).length;
  const facts = [
    row('Kind', html(run.kind)),
    ...(run.target ? [row('Target', `<code>${html(run.target)}</code>`)] : []),
    row('Started', moment(run.startedAt)),
    row('Finished', moment(run.finishedAt)),
    row('Outcome', html(run.outcome)),
    ...(run.seed ? [row('Seed', `<code>${html(run.seed)}</code>`)] : []),
    row('Model', `<code>${html(run.modelDigest.slice(0, 16))}</code>`),
    ...(dismissed > 0 ? [row('Accepted or false positive', String(dismissed))] : []),
  ];
  const tally = counts.length > 0 ? `<ul class="tally">${counts.join('')}</ul>` : '<p>Nothing was found.</p>';
  return `<section><h2>Summary</h2>${tally}<table class="facts">${facts.join('')}</table></section>`;
}

function contents(groups: readonly CauseGroup[]): string {
  if (groups.length < 2) return '';
  const items = groups.map((group) => {
    const [first] = group.findings as readonly [Finding, ...Finding[]];
    const isOne = group.findings.length === 1;
    const count = isOne ? '' : ` <span class="count">${html(groupCount(group))}</span>`;
    const link = `<a href="#f-${html(first.fingerprint.slice(0, 12))}">${html(isOne ? first.message : first.title)}</a>`;
    return `<li><span class="badge ${group.severity}">${group.severity}</span> <span>${link}${count}</span></li>`;
  });
  return `<nav aria-label="Findings"><ol class="contents">${items.join('')}</ol></nav>`;
}

/** By cause: what one decision mends stands together. */
function findingsSection(findings: readonly Finding[], baseDir: string): string {
  if (findings.length === 0) return '';
  const groups = groupByCause(findings);
  const sections = groups.flatMap((group) => group.findings.map((finding) => findingSection(finding, baseDir)));
  return `<section><h2>Findings</h2>${contents(groups)}${sections.join('\n')}</section>`;
}

function render(run: Run, { baseDir }: { readonly baseDir: string }): string {
  const findings = openFindings(run);
  const title = `Portcullis ${run.kind}: ${countsInWords(findings)}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    // No script, nothing from elsewhere: whatever a finding quotes stays text.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${html(title)}</title><style>${reportStyle}</style></head><body><main>`,
    `<h1>${html(title)}</h1>`,
    briefSection(run, findings),
    summaryTable(run, findings),
    findingsSection(findings, baseDir),
    coverageSection(run),
    remarks(run),
    `<footer>Portcullis ${html(run.tool.version)}, run <code>${html(run.id)}</code></footer>`,
    '</main></body></html>',
    '',
  ].join('\n');
}

/** One self-contained page that reads well on screen and on paper; no script, nothing loaded. */
export default defineFormat({ id: 'html', mediaType: 'text/html', extension: 'html', render });
