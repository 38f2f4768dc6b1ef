import { markup, slug, type Markup, type Part } from '../markup.js';
import { propertyRows } from '../properties.js';
import { tableOf, type Page } from '../shell.js';
import type { DocumentedOperation, PortalInput } from '../types.js';
import { limitWords } from '../words.js';

const link = ({ operation, page }: DocumentedOperation): Markup =>
  markup`<a href="operations/${page}.html">${operation.summary || operation.id}</a>`;

/** How limits work, and those of each operation. */
export function limitsPage({ operations }: PortalInput): Page {
  const rows = operations.map((each) => [
    link(each),
    each.operation.policy.rateLimits.map(limitWords).join('; ') || 'none',
    `${each.operation.policy.bodyLimitBytes.toLocaleString('en')} bytes`,
  ]);
  const body = markup`<h1>Limits</h1>
    <p>
      Every answer tells how much is left: <code>RateLimit-Policy</code> names the limits, <code>RateLimit</code> what
      remains (<code>r</code>) and the seconds until there is more (<code>t</code>). Who goes over one gets status 429
      with <code>Retry-After</code>. Calls are spread best evenly; a burst after a pause is fine as long as something is
      left.
    </p>
    ${tableOf('Limits of the operations', ['operation', 'limits', 'largest body'], rows)}`;
  return { path: 'limits.html', title: 'Limits', body, keywords: 'rate limit quota 429' };
}

/** What kinds of data the API handles, and where. */
export function dataPage(input: PortalInput): Page {
  const found = new Map<string, Map<string, Set<DocumentedOperation>>>();
  for (const each of input.operations) {
    const { operation } = each;
    const bodies = [
      ...(operation.body?.content ?? []).map(({ schema }) => ({ schema, direction: 'request' as const })),
      ...operation.responses.flatMap(({ content }) =>
        content.map(({ schema }) => ({ schema, direction: 'response' as const })),
      ),
    ];
    for (const { schema, direction } of bodies) {
      const rows = schema
        ? propertyRows(schema, { model: input.model, policy: operation.policy, direction, classes: input.classes }).rows
        : [];
      for (const { dataClass, path } of rows) {
        if (dataClass === '') continue;
        const places = found.get(dataClass) ?? new Map<string, Set<DocumentedOperation>>();
        const name = path.split('/').at(-1)!;
        found.set(dataClass, places.set(name, (places.get(name) ?? new Set()).add(each)));
      }
    }
  }
  const sections = [...found].map(([name, places]) => {
    const rows = [...places].map(([property, users]): readonly Part[] => [
      markup`<code>${property}</code>`,
      markup`${[...users].map((each, i) => markup`${i > 0 && ', '}${link(each)}`)}`,
    ]);
    return markup`<h2 id="${slug(name)}">${name}</h2>
      ${tableOf(name, ['property', 'where'], rows)}`;
  });
  const body = markup`<h1>Data</h1>
    <p>
      ${found.size === 0 ? 'No property is classified.' : 'Properties of these classes are protected in logs and reports: masked, replaced by tokens, or left out. Ask for them only when you need them, and keep them no longer than you need.'}
    </p>
    ${sections}`;
  return { path: 'data.html', title: 'Data', body, keywords: [...found.keys()].join(' ') };
}

const rule = (title: string, ...lines: readonly Part[]): Markup =>
  markup`<h2 id="${slug(title)}">${title}</h2>
    <ul>
      ${lines.map((line) => markup`<li>${line}</li>`)}
    </ul>`;

/** How a client of this API is written safely, from what the API enforces. */
export function guidelinesPage({ operations, classes, baseUrl }: PortalInput): Page {
  const all = operations.map(({ operation }) => operation);
  const limited = all.some(({ policy }) => policy.rateLimits.length > 0);
  const isTls = baseUrl.startsWith('https:');
  const body = markup`<h1>Writing a client</h1>
    ${rule('Secrets', 'Read them from the environment or a secret store; never from code, addresses, or a repository.', 'Give each program its own credential with the least it needs, and know how you would replace it today.', 'Keep Authorization and Cookie out of your logs.')}
    ${rule('Connection', isTls ? 'Verify the certificate; TLS 1.2 is the least. Never switch verification off, not in tests either.' : 'This address is plain HTTP, for one machine. Anywhere else, use TLS and verify it.', 'Set a time-out on every call, and a size beyond which you stop reading.', 'Do not follow redirects to another host with a credential.')}
    ${rule('Trying again', limited ? markup`Keep to <code>Retry-After</code>; see <a href="limits.html">limits</a>.` : 'Wait longer after every failure, and give up after a few.', 'Repeat calls that change something only when you know that the first one did nothing.')}
    ${rule('Input', 'Encode every value once where it goes: path, query, JSON. Never build any of them by joining texts.', all.some(({ policy }) => policy.unknownProperties === 'deny') ? 'Send declared properties only: others are refused.' : 'Send declared properties only.', 'Bounds of every value stand with the operation: check them before you send, for your users’ sake.')}
    ${rule('Answers', 'Treat texts from the API as data: escape them where you show them.', markup`Decide by the <code>type</code> of an error; see <a href="errors/index.html">errors</a>.`, 'Ignore properties that you do not know: new ones may come.')}
    ${classes.size > 0 ? rule('Personal data', markup`Know which properties are personal: <a href="data.html">data</a>.`, 'Do not log them, do not cache them where others can read, delete them when the purpose is over.') : markup``}`;
  return {
    path: 'guidelines.html',
    title: 'Writing a client',
    body,
    keywords: 'secure coding guidelines secrets tls retry',
  };
}

/** What changed against an earlier contract. */
export function changelogPage({ changes = [] }: PortalInput): Page {
  const titles = { weakened: 'Security', breaking: 'Breaking', additive: 'New' } as const;
  const sections = (['breaking', 'weakened', 'additive'] as const).map((kind) => {
    const rows = changes
      .filter((change) => change.kind === kind)
      .map(({ operation, part, message }) => [markup`<code>${operation ?? 'the whole API'}</code>`, part, message]);
    return (
      rows.length > 0 &&
      markup`<h2 id="${kind}">${titles[kind]}</h2>
        ${tableOf(titles[kind], ['operation', 'part', 'change'], rows)}`
    );
  });
  const body = markup`<h1>Changes</h1>
    ${changes.length === 0 ? markup`<p>Nothing changed against the contract before.</p>` : sections}`;
  return { path: 'changes.html', title: 'Changes', body, keywords: 'changelog breaking' };
}

/** How to report a weakness, and how the API protects its callers. */
export function securityPage({ security, operations }: PortalInput): Page {
  const all = operations.map(({ operation }) => operation);
  const owned = all.filter(({ policy }) => policy.owners.length > 0 || policy.returns !== undefined).length;
  const authenticated = all.filter(({ policy }) => !policy.public && policy.requirements.length > 0).length;
  const contact = security
    ? markup`<p>
        Found a weakness? Tell
        ${security.contact.map((each, i) => markup`${i > 0 && ' or '}<a href="${each}">${each.replace(/^mailto:/, '')}</a>`)}${security.policy !== undefined && markup`; <a href="${security.policy}">this is how we treat reports</a>`}.
        The same is in <a href=".well-known/security.txt">security.txt</a> (RFC 9116).
      </p>`
    : markup`<p>No contact for reports of weaknesses is published.</p>`;
  const body = markup`<h1>Security</h1>
    ${contact}
    <h2 id="enforced">What is enforced</h2>
    <ul>
      <li>${authenticated} of ${all.length} operations ask for a credential.</li>
      <li>${owned} check whose object a call is about.</li>
      <li>Every parameter and body is compared with its description before it reaches the API.</li>
      <li>Calls are limited, recorded without secrets, and watched for abuse.</li>
    </ul>`;
  return { path: 'security.html', title: 'Security', body, keywords: 'vulnerability report security.txt' };
}
