import { denialCodes, denialType, type DenialCode } from '../../core/denials.js';
import { errorTexts } from '../error-texts.js';
import { markup, slug } from '../markup.js';
import { tableOf, type Page } from '../shell.js';
import type { PortalInput } from '../types.js';

/** The list of all answers that the gateway gives by itself, and a page for each. */
export function errorPages({ operations }: PortalInput): readonly Page[] {
  const used = new Set(operations.flatMap(({ denials }) => denials));
  const codes = (Object.keys(denialCodes) as DenialCode[]).filter((code) => used.has(code));
  const rows = codes.map((code) => [
    denialCodes[code].status,
    markup`<a href="${slug(code)}.html">${denialCodes[code].title}</a>`,
    errorTexts[code].retry,
  ]);
  const body = markup`<h1>Errors</h1>
    <p>
      An error is a problem document (RFC 9457): <code>type</code> names the cause for programs and never changes,
      <code>title</code> is for people, <code>status</code> repeats the status, <code>instance</code> or the field
      <code>X-Request-Id</code> names the request. Decide by <code>type</code>, not by the text.
    </p>
    ${tableOf('Errors', ['status', 'meaning', 'try again'], rows)}
    <h2 id="retry">Trying again</h2>
    <p>
      “Later” means: wait as <code>Retry-After</code> says, else 1, 2, 4 … seconds with some chance in it, at most a few
      times. A call that changes something is repeated only where the operation is idempotent, or after the state was
      read.
    </p>`;
  const overview: Page = { path: 'errors/index.html', title: 'Errors', body, keywords: 'problem details retry' };
  return [overview, ...codes.map((code) => errorPage(code))];
}

function errorPage(code: DenialCode): Page {
  const { status, title } = denialCodes[code];
  const { cause, fix, retry } = errorTexts[code];
  const body = markup`<h1>${title}</h1>
    <p><code>${denialType(code)}</code>, status ${status}</p>
    <h2 id="cause">Cause</h2>
    <p>${cause}</p>
    <h2 id="fix">What to do</h2>
    <p>${fix}</p>
    <h2 id="again">Try again?</h2>
    <p>
      ${{ never: 'No: the same call will be answered the same.', 'after a change': 'After the call was changed.', later: 'Yes, later.' }[retry]}
    </p>`;
  return { path: `errors/${slug(code)}.html`, title, body, keywords: `${code} ${status} ${denialType(code)}` };
}
