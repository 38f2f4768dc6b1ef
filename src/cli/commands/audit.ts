import type { App } from '../../app/app.js';
import { PortcullisError } from '../../core/errors.js';
import type { Run } from '../../core/finding.js';
import { defineCommand } from '../command.js';
import { exceeded, findingsLimit } from '../findings-limit.js';
import { failOn } from '../options.js';
import { exitCodeOf, writeRun } from '../output.js';
import { listOf, oneOf, words } from '../parse.js';

interface FixOptions {
  readonly fix: boolean;
  readonly narrow: boolean;
  readonly write: boolean;
  readonly dryRun: boolean;
}

/** Writes the fixes that were asked for; what was done stands in the notes. */
async function withFixes(run: Run, { fix, ...how }: FixOptions, app: App): Promise<Run> {
  if (fix) return (await import('../../app/audit-fix.js')).writeFixes(run, how, app.cwd);
  const alone = Object.entries({ '--narrow': how.narrow, '--write': how.write, '--dry-run': how.dryRun });
  const flag = alone.find(([, isSet]) => isSet)?.[0];
  if (flag) throw new PortcullisError('USAGE', `${flag} says how fixes are written`, { expected: `--fix ${flag}` });
  return run;
}

const parts = ['contract', 'policy', 'deployment', 'dependencies'] as const;
const partsOf = listOf('--only', parts);
const levels = ['default', 'strict', 'all'] as const;

export default defineCommand({
  id: 'audit',
  words: ['audit'],
  arguments: [{ name: '[contract...]', describe: "contracts to assess; without one the policy's" }],
  summary: 'Assess contract, policy, deployment and dependencies without sending a request to the API',
  examples: [
    'portcullis audit openapi.yaml --format sarif --output audit.sarif',
    'portcullis audit --diff old.yaml openapi.yaml',
  ],
  isReport: true,
  options: {
    failOn,
    level: {
      flags: '--level <level>',
      describe: 'default (critical to medium), strict (and low), all (and info)',
      parse: oneOf('--level', levels) as (text: string) => (typeof levels)[number],
      default: 'default' as (typeof levels)[number],
    },
    only: {
      flags: '--only <parts>',
      describe: `parts that are assessed: ${parts.join(', ')} (default: all; the contract where one is named)`,
      parse: partsOf,
    },
    refRoot: {
      flags: '--ref-root <dir>',
      describe: "folder that the references of a named contract may not leave (default: the contract's own)",
      parse: (text: string) => text,
    },
    allowRefHost: {
      flags: '--allow-ref-host <hosts>',
      describe: 'fetch what references name from these hosts, over https (default: none, nothing is fetched)',
      parse: words('--allow-ref-host'),
    },
    diff: {
      flags: '--diff <old>',
      describe: 'report what changed since this contract: weakened controls, broken clients, additions',
      parse: (text: string) => text,
    },
    lockfile: {
      flags: '--lockfile <file>',
      describe: 'lockfile of npm, yarn or pnpm, or a CycloneDX SBOM (default: found from the policy upwards)',
      parse: (text: string) => text,
    },
    advisories: {
      flags: '--advisories <source>',
      describe: 'known flaws of packages: "registry" asks it, or a file, zip or folder of OSV advisories',
      parse: (text: string) => text,
    },
    sbom: {
      flags: '--sbom <file>',
      describe: 'write the locked packages as a CycloneDX 1.6 SBOM',
      parse: (text: string) => text,
    },
    licences: {
      flags: '--licences <ids>',
      describe: 'SPDX ids of the licences that packages may have (default: permissive ones)',
      parse: words('--licences'),
    },
    baseline: {
      flags: '--baseline <file>',
      describe: 'findings that were there before fail nothing; those that are gone are reported as fixed',
      parse: (text: string) => text,
    },
    updateBaseline: {
      flags: '--update-baseline',
      describe: 'with --baseline: write the fingerprints of what is found now to the file',
      parse: () => true,
      default: false as boolean,
    },
    changedSince: {
      flags: '--changed-since <revision>',
      describe: 'only findings whose place or operation changed since this git revision',
      parse: (text: string) => text,
    },
    maxFindings: {
      flags: '--max-findings <limits>',
      describe: 'exit 1 when there are more of a severity, such as medium=20,low=100',
      parse: findingsLimit('--max-findings'),
    },
    fix: {
      flags: '--fix',
      describe: 'write the fixes of the contract as a JSON Patch beside it (openapi.patch.json)',
      parse: () => true,
      default: false as boolean,
    },
    narrow: {
      flags: '--narrow',
      describe: 'with --fix: also fixes that refuse calls which the contract allows today',
      parse: () => true,
      default: false as boolean,
    },
    write: {
      flags: '--write',
      describe: 'with --fix: change the contract itself; comments and layout stay',
      parse: () => true,
      default: false as boolean,
    },
    dryRun: {
      flags: '--dry-run',
      describe: 'with --fix: show the changes, write nothing',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args, options }, app) {
    const { auditProject } = await import('../../app/audit.js');
    const assessed = await auditProject(app, { ...options, contracts: args });
    const fixed = await withFixes(assessed, options, app);
    const excess = exceeded(fixed, options.maxFindings);
    const run = { ...fixed, notes: [...fixed.notes, ...excess] };
    writeRun(run, app);
    const code = exitCodeOf(run, options.failOn);
    return excess.length && (code === 0 || code === 3) ? 1 : code;
  },
});
