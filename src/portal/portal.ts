import { contractView } from './contract-view.js';
import { errorPages } from './pages/errors.js';
import { authenticationPage } from './pages/authentication.js';
import { homePage } from './pages/home.js';
import { operationPage } from './pages/operation.js';
import { changelogPage, dataPage, guidelinesPage, limitsPage, securityPage } from './pages/rules.js';
import { framed, type Page } from './shell.js';
import { script, style } from './style.js';
import type { PortalFile, PortalInput } from './types.js';

/** Every file of the portal. Operations that are not in the input are in none of them. */
export function portalFiles(input: PortalInput): readonly PortalFile[] {
  const general: readonly Page[] = [
    homePage(input, descriptionOf(input)),
    authenticationPage(input),
    limitsPage(input),
    ...errorPages(input),
    dataPage(input),
    guidelinesPage(input),
    ...(input.changes ? [changelogPage(input)] : []),
    securityPage(input),
  ];
  const pages = [...general, ...input.operations.map((each) => operationPage(each, input))];
  const menu = general.filter(({ path }) => !path.startsWith('errors/') || path === 'errors/index.html');
  const contract = contractView(input);
  return [
    ...pages.map((page) => framed(page, input, menu)),
    { path: 'style.css', text: style },
    { path: 'search.js', text: script },
    { path: 'search.json', text: searchIndex(pages) },
    { path: 'llms.txt', text: llmsText(input, general) },
    ...(contract === undefined ? [] : [{ path: 'openapi.json', text: contract }]),
    // Its parts cannot be cut out one by one: whole, or not at all.
    ...(input.model.graphql && input.operations.length === input.model.operations.size
      ? [{ path: 'schema.graphql', text: input.model.graphql.sdl }]
      : []),
    ...(input.security ? [{ path: '.well-known/security.txt', text: securityText(input) }] : []),
  ];
}

function descriptionOf({ model }: PortalInput): string {
  const entry = model.documents.files.get(model.documents.entry);
  const info = (entry?.value as { info?: { description?: unknown } } | undefined)?.info;
  return typeof info?.description === 'string' ? info.description : '';
}

function searchIndex(pages: readonly Page[]): string {
  return JSON.stringify(
    pages.map(({ path, title, keywords }) => ({ path, title, text: `${title} ${keywords}`.toLowerCase() })),
  );
}

/** A plain list of the pages, for programs that read documentation (llmstxt.org). */
function llmsText({ model, operations }: PortalInput, general: readonly Page[]): string {
  const line = (path: string, title: string, more = ''): string => `- [${title}](${path})${more && `: ${more}`}`;
  return [
    `# ${model.title} ${model.version}`,
    '',
    ...general.map(({ path, title }) => line(path, title)),
    '',
    '## Operations',
    '',
    ...operations.map(({ operation, page }) =>
      line(
        `operations/${page}.html`,
        `${operation.method.toUpperCase()} ${operation.publicPath}`,
        operation.summary.replaceAll(/\s+/g, ' '),
      ),
    ),
    '',
  ].join('\n');
}

/** RFC 9116. */
function securityText({ security, baseUrl }: PortalInput): string {
  const { contact, expires, policy } = security!;
  return [
    ...contact.map((each) => `Contact: ${each}`),
    `Expires: ${expires}`,
    ...(policy === undefined ? [] : [`Policy: ${policy}`]),
    `Canonical: ${baseUrl}/.well-known/security.txt`,
    '',
  ].join('\n');
}
