import { markup, type Markup, type Part } from './markup.js';
import type { DocumentedOperation, PortalFile, PortalInput } from './types.js';

/** A page before it has its frame. */
export interface Page {
  /** Path of the file: `operations/get-order.html`. */
  readonly path: string;
  readonly title: string;
  readonly body: Markup;
  /** Words that the search finds it by, besides its title. */
  readonly keywords: string;
}

/** Pages besides those of operations, as the menu lists them. */
export interface MenuEntry {
  readonly path: string;
  readonly title: string;
}

const mostInMenu = 150;

/** A page in its frame: readable without script, nothing inline, nothing from elsewhere. */
export function framed(page: Page, input: PortalInput, menu: readonly MenuEntry[]): PortalFile {
  const up = '../'.repeat(page.path.split('/').length - 1);
  const { model } = input;
  const item = ({ path, title }: MenuEntry, label: Part = title): Markup =>
    markup`<li><a href="${up}${path}"${path === page.path ? markup` aria-current="page"` : ''}>${label}</a></li>`;
  const entryOf = ({ operation, page: name }: DocumentedOperation) =>
    item({ path: `operations/${name}.html`, title: '' }, operation.summary || operation.id);
  const groups = byTag(input.operations).map(([tag, operations]) => {
    const isHere = operations.some(({ page: name }) => page.path === `operations/${name}.html`);
    // A menu of a thousand entries on a thousand pages: other groups are one entry, which opens them.
    if (input.operations.length > mostInMenu && !isHere) {
      return markup`<ul><li><a href="${up}operations/${operations[0]!.page}.html">${tag}, ${operations.length}</a></li></ul>`;
    }
    return markup`<h2>${tag}</h2><ul>${operations.map(entryOf)}</ul>`;
  });
  const text = markup`<!doctype html>
    <html lang="en" data-root="${up}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${model.title}</title>
        <link rel="stylesheet" href="${up}style.css" />
        <script type="module" src="${up}search.js"></script>
      </head>
      <body>
        <header>
          <a class="skip" href="#content">To the content</a><a href="${up}index.html">${model.title}</a>
          <span class="soft">version ${model.version}</span>
          <form id="search" role="search" hidden>
            <label for="q">Search</label> <input id="q" type="search" autocomplete="off" />
            <ul id="found" aria-label="Pages found"></ul>
          </form>
        </header>
        <nav aria-label="Pages">
          <div>
            <ul>
              ${menu.map((entry) => item(entry))}
            </ul>
            ${groups}
          </div>
        </nav>
        <main id="content">
          ${page.body}
          <footer>Made from the contract and the policy that are enforced, by Portcullis ${input.version}.</footer>
        </main>
      </body>
    </html> `;
  return { path: page.path, text: text.text };
}

function byTag(
  operations: readonly DocumentedOperation[],
): readonly (readonly [string, readonly DocumentedOperation[]])[] {
  const groups = new Map<string, DocumentedOperation[]>();
  for (const each of operations) {
    const tag = each.operation.tags[0] ?? 'Operations';
    const group = groups.get(tag);
    if (group) group.push(each);
    else groups.set(tag, [each]);
  }
  return [...groups];
}

/** A table that can be scrolled sideways with the keyboard. Columns with nothing in them are left out. */
export function tableOf(label: string, head: readonly string[], rows: readonly (readonly Part[])[]): Markup {
  if (rows.length === 0) return markup``;
  const shown = head.map((_, column) => rows.some((row) => markup`${row[column]}`.text !== ''));
  const kept = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, column) => shown[column]);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${kept(head).map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${kept(row).map((cell) => markup`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
