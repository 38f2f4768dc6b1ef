import type { SampleSource } from '../../app/infer-contract.js';
import type { Initialised } from '../../app/init.js';
import { PortcullisError } from '../../core/errors.js';
import { visibleText } from '../../core/visible-text.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { httpUrl } from '../parse.js';

interface Sources {
  readonly contract: string | undefined;
  readonly har: string | undefined;
  readonly postman: string | undefined;
}

/** The one thing that the policy is made from. */
function sourceOf({ contract, har, postman }: Sources): string | SampleSource {
  const given: (string | SampleSource)[] = [];
  if (contract !== undefined) given.push(contract);
  if (har !== undefined) given.push({ kind: 'har', file: har });
  if (postman !== undefined) given.push({ kind: 'postman', file: postman });
  if (given.length === 1) return given[0]!;
  const expected = 'init CONTRACT, init --har FILE or init --postman FILE';
  throw new PortcullisError('USAGE', given.length ? 'Only one source can be used' : 'The contract is missing', {
    expected,
  });
}

/** What was made, for people. */
function textOf({ file, project, todo, draft, notes }: Initialised, cwd: string): string {
  const operations = project.apis[0]!.operations.size;
  const problems = project.apis[0]!.problems.length;
  const made =
    draft === undefined
      ? []
      : [`${relativePath(draft, cwd)}: a draft of ${operations} ${operations === 1 ? 'operation' : 'operations'}`];
  return [
    ...made,
    ...notes.map((note) => `  ${visibleText(note)}`),
    `${relativePath(file, cwd)}: ${operations} operations in monitor mode, ${todo} places marked TODO${problems ? `, ${problems} problems in the contract (portcullis policy check)` : ''}`,
    'next: portcullis audit      what is wrong with the contract and the policy',
    '      portcullis start      the gateway; it denies nothing until the mode is enforce',
    '',
  ].join('\n');
}

export default defineCommand({
  id: 'init',
  words: ['init'],
  arguments: [{ name: '[contract]', describe: 'OpenAPI 2.0, 3.0, 3.1 or 3.2, YAML or JSON' }],
  summary: 'Write a commented portcullis.yaml for a contract, in monitor mode',
  examples: [
    'portcullis init openapi.yaml --upstream http://127.0.0.1:3000',
    'portcullis init --har recorded.har --upstream https://api.internal:8443 --policy api/portcullis.yaml',
  ],
  options: {
    upstream: { flags: '--upstream <url>', describe: 'where the API runs', parse: httpUrl('--upstream') },
    har: {
      flags: '--har <file>',
      describe: 'without a contract: write a draft of one (openapi.draft.yaml) from calls that a browser recorded',
      parse: (text: string) => text,
    },
    postman: {
      flags: '--postman <file>',
      describe: 'without a contract: write a draft of one from a Postman collection, 2.0 or 2.1',
      parse: (text: string) => text,
    },
    force: {
      flags: '--force',
      describe: 'overwrite an existing policy and draft',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args: [contract], options: { upstream, force, har, postman } }, app) {
    const from = sourceOf({ contract, har, postman });
    if (upstream === undefined)
      throw new PortcullisError('USAGE', 'The address of the API is missing', {
        expected: '--upstream http://127.0.0.1:3000',
      });
    const { initialise } = await import('../../app/init.js');
    const made = await initialise(app, app.policyFlag, { from, upstream, force });
    const { file, project, todo, draft, notes } = made;
    const operations = project.apis[0]!.operations.size;
    const problems = project.apis[0]!.problems.length;
    const facts = { file, operations, todo, problems, ...(draft === undefined ? {} : { draft, notes }) };
    writeResult(app, facts, () => textOf(made, app.cwd));
    return 0;
  },
});
