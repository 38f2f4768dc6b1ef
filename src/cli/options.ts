import { severities, type Severity } from '../core/finding.js';
import { oneOf } from './parse.js';

/** `--fail-on`, the severity from which findings make exit code 1. */
export const failOn = {
  flags: '--fail-on <severity>',
  describe: 'exit 1 when a finding is at least this severe (or "none")',
  parse: oneOf('--fail-on', [...severities, 'none']) as (text: string) => Severity | 'none',
  default: 'high' as Severity | 'none',
};
