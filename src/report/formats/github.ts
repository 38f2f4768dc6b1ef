import type { Finding, Run } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { countsInWords, openFindings } from '../findings-by.js';
import { defineFormat } from '../format.js';
import { relativePath } from '../relative-path.js';

/** GitHub shows so many annotations of one step and level. */
const mostAnnotations = 50;

const commands = { critical: 'error', high: 'error', medium: 'warning', low: 'notice', info: 'notice' } as const;

/** Escaping of workflow commands: data, and the values of properties. */
function data(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function annotation({ severity, place, title, message, remedy, ruleId }: Finding, baseDir: string): string {
  const at = place
    ? [`file=${property(relativePath(place.file, baseDir))}`, `line=${place.line}`, `col=${place.column}`]
    : [];
  const parts = [...at, `title=${property(`${title} (${ruleId})`)}`];
  return `::${commands[severity]} ${parts.join(',')}::${data(`${message} Fix: ${remedy}`)}`;
}

function render(run: Run, { baseDir }: { readonly baseDir: string }): string {
  const findings = openFindings(run);
  const shown = findings.slice(0, mostAnnotations).map((finding) => annotation(finding, baseDir));
  const rest = findings.length - shown.length;
  return `${[...shown, `Portcullis ${run.kind}: ${countsInWords(findings)}${rest > 0 ? `, ${rest} not shown` : ''}`].join('\n')}\n`;
}

/** Annotations on the lines of a pull request (GitHub workflow commands). */
export default defineFormat({ id: 'github', mediaType: 'text/plain', extension: 'txt', render });
