import { styleText } from 'node:util';
import type { Severity } from '../core/finding.js';

type Style = Parameters<typeof styleText>[0];

const severityStyle: Record<Severity, Style> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'gray',
};

/** Colours for a terminal, or nothing where they are not wanted. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly severity: (severity: Severity, text?: string) => string;
}

export function makePaint(color: boolean): Paint {
  const style = (name: Style) => (text: string) => (color ? styleText(name, text, { validateStream: false }) : text);
  return {
    bold: style('bold'),
    dim: style('dim'),
    good: style('green'),
    bad: style('red'),
    severity: (severity, text = severity) => style(severityStyle[severity])(text),
  };
}
