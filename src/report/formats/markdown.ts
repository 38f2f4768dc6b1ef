import type { Finding, Run } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { countsInWords, openFindings, references } from '../findings-by.js';
import { defineFormat } from '../format.js';
import { relativePath } from '../relative-path.js';

/** A comment on GitHub holds 65,536 characters; some are left for what frames it. */
const mostCharacters = 60_000;

/** Text as text: nothing of it becomes a link, an image, a mention or HTML. */
function plain(text: string): string {
  return visibleText(text.replaceAll(/\s+/g, ' ')).replace(/[\\`*_{}[\]()<>#+!|~@-]/g, (character) =>
    character === '-' || character === '(' || character === ')' || character === '+' || character === '!'
      ? character
      : `\\${character}`,
  );
}

/** Text in code, whatever back-ticks it holds. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest ? `${fence} ${visibleText(text)} ${fence}` : `${fence}${visibleText(text)}${fence}`;
}

function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text.split('\n').map(visibleText).join('\n')}\n${fence}`;
}

/** A script is long: whoever wants it opens it. */
function folded(title: string, text: string): string {
  return `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;
}

function details(finding: Finding, baseDir: string): string {
  const { severity, message, place, operationId, remedy, reproduce, instances, fingerprint, ruleId } = finding;
  const at = place ? code(`${relativePath(place.file, baseDir)}:${place.line}`) : '';
  const more =
    instances && instances.count > 1
      ? `${instances.count}${instances.of ? ` of ${instances.of}` : ''} ${instances.what}`
      : '';
  const facts = [operationId ? code(operationId) : '', at, more, references(finding), code(fingerprint.slice(0, 8))];
  return [
    `#### ${severity}: ${plain(message)}`,
    '',
    `${code(ruleId)} · ${facts.filter(Boolean).join(' · ')}`,
    '',
    `**Fix:** ${plain(remedy)}`,
    ...(reproduce ? ['', folded('Reproduce', block(reproduce))] : []),
    '',
  ].join('\n');
}

function tail(run: Run): string[] {
  const { coverage, skipped, leftovers = [], outcome } = run;
  return [
    ...(coverage && run.kind === 'pentest'
      ? [`Operations reached: ${coverage.reached} of ${coverage.operations}, ${run.requests ?? 0} requests.`]
      : []),
    ...(skipped.length > 0
      ? [`Skipped: ${skipped.map(({ id, reason }) => `${code(id)} (${plain(reason)})`).join(', ')}.`]
      : []),
    ...leftovers.map(({ what }) => `Left behind: ${plain(what)}.`),
    ...(outcome === 'complete' ? [] : [`**This run is ${outcome}.**`]),
  ];
}

function render(run: Run, { baseDir }: { readonly baseDir: string }): string {
  const findings = openFindings(run);
  const head = `### Portcullis ${run.kind}: ${countsInWords(findings)}\n`;
  const end = tail(run).join('\n\n');
  let body = '';
  let shown = 0;
  for (const finding of findings) {
    const next = details(finding, baseDir);
    if (head.length + body.length + next.length + end.length > mostCharacters) break;
    body += `${next}\n`;
    shown++;
  }
  const rest = findings.length - shown;
  const more = rest > 0 ? `${rest} more in the other formats.\n\n` : '';
  return `${[head, body, more + end].filter(Boolean).join('\n').trimEnd()}\n`;
}

/** GitHub-flavoured Markdown that fits a comment on a pull request; worst first. */
export default defineFormat({ id: 'markdown', mediaType: 'text/markdown', extension: 'md', render });
