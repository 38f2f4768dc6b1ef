import type { Evidence } from '../core/finding.js';
import type { RecordedExchange } from '../core/http.js';
import { visibleLines, visibleText } from '../core/visible-text.js';
import type { Paint } from '../report/paint.js';
import { relativePath } from '../report/relative-path.js';
import type { FindingChange, StoredFinding } from '../store/store.js';

const maxBodyCharacters = 600;

/** A body of several lines stays indented, so that none of them looks like a line of ours. */
function cut(body: string): string {
  return visibleLines(shorten(body)).replaceAll('\n', '\n      ');
}

function shorten(body: string): string {
  return body.length > maxBodyCharacters ? `${body.slice(0, maxBodyCharacters)}... (${body.length} characters)` : body;
}

/** Header fields that say something to a reader. */
const shownHeaders = new Set([
  'authorization',
  'cookie',
  'content-type',
  'location',
  'origin',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'cache-control',
  'retry-after',
]);

function exchangeLines({ request, response, actor }: RecordedExchange, paint: Paint): readonly string[] {
  const fields = (headers: RecordedExchange['request']['headers']) =>
    headers
      .filter(([name]) => shownHeaders.has(name.toLowerCase()))
      .map(([name, value]) => paint.dim(visibleText(`      ${name}: ${value}`)));
  return [
    `    > ${visibleText(`${request.method} ${request.url}`)}  ${paint.dim(`(${actor})`)}`,
    ...fields(request.headers),
    ...(request.body ? [`      ${cut(request.body)}`] : []),
    `    < ${response.status}`,
    ...fields(response.headers),
    ...(response.body ? [`      ${cut(response.body)}`] : []),
  ];
}

function evidenceLines({ kind, summary, exchange }: Evidence, paint: Paint): readonly string[] {
  return [`  ${paint.bold(kind)}: ${visibleText(summary)}`, ...(exchange ? exchangeLines(exchange, paint) : [])];
}

/** One finding for a person: what, where, the proof, how to repeat it, how to close it. */
export function findingText(
  { finding, triage }: StoredFinding,
  history: readonly FindingChange[],
  options: { paint: Paint; cwd: string },
): string {
  const { paint, cwd } = options;
  const { severity, message, fingerprint, ruleId, owasp, cwe, confidence, place, evidence, reproduce, remedy, status } =
    finding;
  const lines = [
    `${paint.severity(severity)}  ${paint.bold(visibleText(message))}`,
    `${fingerprint}  ${ruleId}  ${[...owasp, ...cwe.map((number) => `CWE-${number}`)].join(' ')}  ${confidence}  ${status}`,
    ...(place ? [visibleText(`${relativePath(place.file, cwd)}:${place.line}:${place.column}`)] : []),
    ...(triage
      ? [
          visibleText(
            `${status} by ${triage.by}: ${triage.reason}${triage.expires ? ` (until ${triage.expires})` : ''}`,
          ),
        ]
      : []),
    '',
    ...evidence.flatMap((each) => evidenceLines(each, paint)),
    ...(reproduce ? ['', paint.bold('reproduce'), visibleLines(reproduce)] : []),
    '',
    `${paint.bold('fix')}: ${visibleText(remedy)}`,
    ...history.map(({ at, from, to, run, triage: why }) =>
      paint.dim(
        visibleText(
          `${new Date(at).toISOString().slice(0, 16)}  ${from ?? 'new'} -> ${to}  ${why ? `${why.by}: ${why.reason}` : (run ?? '')}`,
        ),
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
