import { defineCommand } from '../command.js';
import { failOn } from '../options.js';
import { exitCodeOf, writeRun } from '../output.js';
import { oneOf } from '../parse.js';

const levels = ['default', 'strict', 'all'] as const;

export default defineCommand({
  id: 'audit',
  words: ['audit'],
  arguments: [{ name: '[contract...]', describe: "contracts to assess; without one the policy's" }],
  summary: 'Assess contract and policy without sending a request',
  examples: ['portcullis audit openapi.yaml', 'portcullis audit --format sarif --output audit.sarif --fail-on medium'],
  isReport: true,
  options: {
    failOn,
    level: {
      flags: '--level <level>',
      describe: 'default (critical to medium), strict (and low), all (and info)',
      parse: oneOf('--level', levels) as (text: string) => (typeof levels)[number],
      default: 'default' as (typeof levels)[number],
    },
  },
  async run({ args, options }, app) {
    const { auditProject } = await import('../../app/audit.js');
    const run = await auditProject(app, { contracts: args, level: options.level });
    writeRun(run, app);
    return exitCodeOf(run, options.failOn);
  },
});
