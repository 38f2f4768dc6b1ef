import type { App } from '../../app/app.js';
import { PortcullisError } from '../../core/errors.js';
import { formatPlace } from '../../core/place.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { relativePath } from '../../report/relative-path.js';
import type { ExplainedSetting } from '../../model/policy-explain.js';
import { defineCommand } from '../command.js';
import { callText } from '../explained-call.js';
import { table, writeResult } from '../output.js';

type Header = readonly [name: string, value: string];

/** `X-Y: z`; the flag may stand several times. */
function header(text: string, before: readonly Header[] = []): readonly Header[] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [...before, [name, value]];
  // Not repeated: it may hold a credential.
  throw new PortcullisError('USAGE', '--header does not take this text', { expected: "'NAME: VALUE'" });
}

interface Flags {
  readonly request?: string | undefined;
  readonly as?: string | undefined;
  readonly header?: readonly Header[] | undefined;
  readonly body?: string | undefined;
  readonly address?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly upstream?: boolean | undefined;
}

/** A call that is described, or a sample of the operation's. */
async function explainRequest(name: string | undefined, flags: Flags, app: App): Promise<number> {
  const [{ explainCallOf, readBody, readRequestLine }, { sampleCall }, { findOperation }] = await Promise.all([
    import('../../app/explain-call.js'),
    import('../../app/sample-call.js'),
    import('../../app/find-operation.js'),
  ]);
  const sampled = async () => {
    const { model, operation } = findOperation(await app.project(), name!);
    return { ...sampleCall(model, operation), tls: false };
  };
  const line = flags.request === undefined ? await sampled() : { ...readRequestLine(flags.request), headers: [] };
  const body = flags.body === undefined ? line.body : readBody(app, flags.body);
  const given: readonly Header[] = [...line.headers, ...(flags.header ?? [])];
  const isTyped = given.some(([field]) => field.toLowerCase() === 'content-type');
  const headers: readonly Header[] =
    body === undefined || isTyped ? given : [...given, ['Content-Type', 'application/json']];
  const { as, address, upstream: asksUpstream } = flags;
  const tls = flags.tls || line.tls;
  const call = { method: line.method, target: line.target, host: line.host, headers, body };
  const explained = await explainCallOf(app, { call, as, address, tls, asksUpstream });
  writeResult(app, explained, () => callText(explained, app));
  return explained.code === 'UPSTREAM_UNREACHABLE' || explained.code === 'UPSTREAM_TIMEOUT' ? 3 : 0;
}

function settingRow(app: App): (setting: ExplainedSetting) => readonly string[] {
  return ({ setting, value, source, place }) => {
    const where = place && formatPlace({ ...place, file: relativePath(place.file, app.cwd) });
    return [`  ${setting}`, value, where ? `${where}${source === 'policy' ? '' : ` (${source})`}` : source];
  };
}

async function explainSettings(name: string, app: App): Promise<number> {
  const [{ findOperation }, { explainGuards }, { explainOperation }] = await Promise.all([
    import('../../app/find-operation.js'),
    import('../../gateway/explain.js'),
    import('../../model/policy-explain.js'),
  ]);
  const { model, operation } = findOperation(await app.project(), name);
  const guards = explainGuards(model, operation.id);
  const settings = explainOperation(model, operation.id);
  writeResult(app, { api: model.name, operation: operation.id, guards, settings }, () => {
    const paint = makePaint(app.color);
    const active = guards.filter(({ effect }) => effect !== 'unneeded');
    const rows = active.map(({ phase, id, effect, judges }) => [`  ${phase}`, id, effect, judges.join(' and ')]);
    const title = `${operation.method.toUpperCase()} ${operation.path}  ${operation.id}  (${model.name})`;
    return [
      paint.bold(visibleText(title)),
      'guards in order',
      table(rows),
      'settings',
      table(settings.map(settingRow(app))),
    ].join('\n');
  });
  return 0;
}

export default defineCommand({
  id: 'policy-explain',
  words: ['policy', 'explain'],
  arguments: [{ name: '[operation]', describe: 'operationId, or "METHOD /path"; not with --request' }],
  summary: 'Show which guards judge an operation and where each setting comes from, or who decides about a call',
  examples: [
    'portcullis policy explain getOrder --as customer',
    "portcullis policy explain --request 'GET /orders/7' --as sub=alice,roles=customer",
  ],
  options: {
    request: { flags: '--request <call>', describe: "a call to judge, such as 'GET /orders/7'", parse: String },
    as: {
      flags: '--as <caller>',
      describe: 'who calls: an actor, a role, anonymous, or claims such as sub=alice,roles=customer,scopes=a,tenant=b',
      parse: String,
    },
    header: { flags: '--header <field>', describe: "a header field, 'NAME: VALUE'; as often as needed", parse: header },
    body: { flags: '--body <file>', describe: 'the body; - is standard input', parse: String },
    address: { flags: '--address <ip>', describe: 'address of the client (default: 127.0.0.1)', parse: String },
    tls: { flags: '--tls', describe: 'the client speaks TLS', parse: () => true, default: false },
    upstream: {
      flags: '--upstream',
      describe: 'ask the upstream for owners, and send it the call when it is a read',
      parse: () => true,
      default: false,
    },
  },
  async run({ args: [name], options }, app) {
    const isCall = options.request !== undefined || options.as !== undefined;
    if (options.request === undefined && name === undefined) {
      throw new PortcullisError('USAGE', "missing required argument 'operation'", {
        expected: "an operation, or --request 'GET /path'",
      });
    }
    if (options.request !== undefined && name !== undefined) {
      throw new PortcullisError('USAGE', 'an operation and --request name two calls', {
        hint: 'leave one of them out',
      });
    }
    const needsCall = (['header', 'body', 'address', 'tls', 'upstream'] as const).find((flag) => options[flag]);
    if (!isCall && needsCall !== undefined) {
      throw new PortcullisError('USAGE', `--${needsCall} is part of a call`, { hint: 'add --request or --as' });
    }
    return isCall ? explainRequest(name, options, app) : explainSettings(name!, app);
  },
});
