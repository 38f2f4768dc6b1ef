import { PortcullisError } from '../core/errors.js';
import { isDismissed, severities, type Run, type Severity } from '../core/finding.js';
import { didYouMean } from '../core/nearest.js';

/** How many findings of each severity there may be. */
export type FindingsLimit = ReadonlyMap<Severity, number>;

/** A parser of `medium=20,low=100`. */
export function findingsLimit(flag: string): (text: string) => FindingsLimit {
  return (text) => {
    const limits = new Map<Severity, number>();
    for (const part of text.split(',')) {
      const [, name = '', count = ''] = /^\s*(\w+)\s*=\s*(\d{1,9})\s*$/.exec(part) ?? [];
      const severity = severities.find((one) => one === name);
      if (severity === undefined) {
        throw new PortcullisError('USAGE', `${flag} does not take "${text}"`, {
          expected: 'severities and how many of each there may be, such as medium=20,low=100',
          hint: name ? didYouMean(name, severities) : undefined,
        });
      }
      limits.set(severity, Number(count));
    }
    return limits;
  };
}

/** One sentence for each severity of which there are more findings than there may be. */
export function exceeded({ findings }: Run, limits: FindingsLimit | undefined): readonly string[] {
  return [...(limits ?? [])].flatMap(([severity, most]) => {
    const count = findings.filter((finding) => finding.severity === severity && !isDismissed(finding.status)).length;
    return count > most ? [`${count} ${severity} findings, and --max-findings allows ${most}`] : [];
  });
}
