import { markup } from '../markup.js';
import { markdown } from '../markdown.js';
import { samplesOf, variablesOf } from '../samples.js';
import { tableOf, type Page } from '../shell.js';
import type { DocumentedOperation, PortalInput } from '../types.js';
import { rolesWords } from '../words.js';

/** What the API is, the first call, and every operation. */
export function homePage(input: PortalInput, description: string): Page {
  const { model, operations, baseUrl } = input;
  const first = firstCall(operations);
  const sample = first && samplesOf(first, model, baseUrl)[0];
  const variables = first ? variablesOf(first, model) : [];
  const rows = operations.map(({ operation, page }) => [
    markup`<a href="operations/${page}.html"
      ><code
        ><span class="method ${operation.method}">${operation.method.toUpperCase()}</span>${operation.publicPath}</code
      ></a
    >`,
    operation.summary || operation.id,
    rolesWords(operation, model).replace(/\.$/, ''),
  ]);
  const body = markup`<h1>${model.title}</h1>
    ${markdown(description)}
    <h2 id="start">Quick start</h2>
    <p>
      Calls go to <code>${baseUrl}</code>.
      ${
        variables.length > 0
          ? markup`<a href="authentication.html">Get a credential</a> and put it into the environment as
              <code>${variables.join(' and ')}</code>.`
          : 'The first call needs no credential.'
      }
    </p>
    ${sample && markup`<pre tabindex="0" aria-label="First call"><code>${sample.text}</code></pre>`}
    ${first && markup`<p>More languages are on <a href="operations/${first.page}.html#samples">the page of this operation</a>.</p>`}
    <h2 id="operations">Operations</h2>
    ${tableOf('Operations', ['operation', 'what it does', 'for'], rows)}`;
  return { path: 'index.html', title: 'Overview', body, keywords: 'quick start first call overview' };
}

/** The easiest call: a read without required parameters, for everyone if there is one. */
function firstCall(operations: readonly DocumentedOperation[]): DocumentedOperation | undefined {
  const effort = ({ operation }: DocumentedOperation): number =>
    (operation.isRead ? 0 : 8) +
    (operation.graphql ? 4 : 0) +
    operation.parameters.filter(({ required }) => required).length * 2 +
    (operation.policy.public ? 0 : 1);
  return operations.toSorted((a, b) => effort(a) - effort(b))[0];
}
