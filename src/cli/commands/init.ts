import type { SampleSource } from '../../app/infer-contract.js';
import type { CrawlSource, Initialised, SchemaSource } from '../../app/init.js';
import { PortcullisError } from '../../core/errors.js';
import { visibleText } from '../../core/visible-text.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { httpUrl, words } from '../parse.js';

interface Sources {
  readonly contract: string | undefined;
  readonly har: string | undefined;
  readonly postman: string | undefined;
  readonly graphql: string | undefined;
  readonly crawl: string | undefined;
}

type Source = string | SampleSource | SchemaSource | CrawlSource;

/** The one thing that the policy is made from. */
function sourceOf({ contract, har, postman, graphql, crawl }: Sources): Source {
  const given: Source[] = [];
  if (contract !== undefined) given.push(contract);
  if (har !== undefined) given.push({ kind: 'har', file: har });
  if (postman !== undefined) given.push({ kind: 'postman', file: postman });
  if (graphql !== undefined)
    given.push(isUrl(graphql) ? { kind: 'graphql', url: httpUrl('--graphql')(graphql) } : graphql);
  if (crawl !== undefined) given.push({ kind: 'crawl', url: crawl });
  if (given.length === 1) return given[0]!;
  const expected = 'init CONTRACT, init --har FILE, init --postman FILE, init --graphql URL|FILE or init --crawl URL';
  throw new PortcullisError('USAGE', given.length ? 'Only one source can be used' : 'The contract is missing', {
    expected,
  });
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text);
}

/** What the address of a running server says of the API: where it runs, and the path that is not the usual one. */
function fromAddress(from: Source): { readonly upstream?: string; readonly graphqlPath?: string } {
  if (typeof from === 'string' || !('url' in from)) return {};
  const { origin, pathname } = new URL(from.url);
  if (from.kind === 'crawl') return { upstream: origin };
  return { upstream: origin, ...(pathname === '/graphql' ? {} : { graphqlPath: pathname }) };
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
  arguments: [{ name: '[contract]', describe: 'OpenAPI 2.0, 3.0, 3.1 or 3.2, YAML or JSON; or a GraphQL schema' }],
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
    refRoot: {
      flags: '--ref-root <dir>',
      describe: "folder that the contract's references may not leave (default: the contract's own)",
      parse: (text: string) => text,
    },
    allowRefHost: {
      flags: '--allow-ref-host <hosts>',
      describe: 'fetch what references name from these hosts, over https (default: none, nothing is fetched)',
      parse: words('--allow-ref-host'),
    },
    graphql: {
      flags: '--graphql <source>',
      describe:
        'a GraphQL schema: its file, or the address of a server that tells it (a draft, schema.draft.graphql, is written)',
      parse: (text: string) => text,
    },
    crawl: {
      flags: '--crawl <url>',
      describe:
        'without a contract: take the one that the server offers, or write a draft from what its links lead to (GET only, same origin)',
      parse: httpUrl('--crawl'),
    },
    force: {
      flags: '--force',
      describe: 'overwrite an existing policy and draft',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args: [contract], options: { force, har, postman, graphql, crawl, ...options } }, app) {
    const from = sourceOf({ contract, har, postman, graphql, crawl });
    const known = fromAddress(from);
    const upstream = options.upstream ?? known.upstream;
    if (upstream === undefined)
      throw new PortcullisError('USAGE', 'The address of the API is missing', {
        expected: '--upstream http://127.0.0.1:3000',
      });
    const { initialise } = await import('../../app/init.js');
    const made = await initialise(app, app.policyFlag, {
      from,
      upstream,
      force,
      graphqlPath: known.graphqlPath,
      refRoot: options.refRoot,
      allowRefHost: options.allowRefHost,
    });
    const { file, project, todo, draft, notes } = made;
    const operations = project.apis[0]!.operations.size;
    const problems = project.apis[0]!.problems.length;
    const facts = { file, operations, todo, problems, ...(draft === undefined ? {} : { draft, notes }) };
    writeResult(app, facts, () => textOf(made, app.cwd));
    return 0;
  },
});
