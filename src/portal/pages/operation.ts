import { denialCodes, denialType } from '../../core/denials.js';
import type { MediaType, Parameter } from '../../model/types.js';
import { errorTexts } from '../error-texts.js';
import { markup, slug, type Markup, type Part } from '../markup.js';
import { markdown } from '../markdown.js';
import { parameterWords, propertyRows } from '../properties.js';
import { samplesOf, variablesOf } from '../samples.js';
import { tableOf, type Page } from '../shell.js';
import type { DocumentedOperation, PortalInput } from '../types.js';
import { authenticationWords, limitWords, ownershipWords, rolesWords } from '../words.js';

/** The page of one operation: what it takes, who may call it, how often, what it answers. */
export function operationPage(documented: DocumentedOperation, input: PortalInput): Page {
  const { operation, page } = documented;
  const title = operation.summary || operation.id;
  const path = `${operation.method.toUpperCase()} ${operation.publicPath}`;
  const body = markup`<h1>${title}</h1>
    <p>
      <code
        ><span class="method ${operation.method}">${operation.method.toUpperCase()}</span>${operation.publicPath}</code
      >
    </p>
    ${endOfLife(documented)}${markdown(operation.description)} ${accessSection(documented, input)}
    ${parametersSection(documented, input)} ${bodySection(documented, input)} ${answersSection(documented, input)}
    ${errorsSection(documented)} ${samplesSection(documented, input)}`;
  return {
    path: `operations/${page}.html`,
    title,
    body,
    keywords: `${path} ${operation.id} ${operation.tags.join(' ')}`,
  };
}

function endOfLife({ operation: { deprecated, policy } }: DocumentedOperation): Markup {
  const sunset = policy.sunset === undefined ? '' : ` It ends on ${policy.sunset}.`;
  if (!deprecated && sunset === '') return markup``;
  return markup`<p class="note"><strong>Deprecated.</strong>${sunset}</p>`;
}

const fact = (name: string, value: Part): Markup =>
  markup`<dt>${name}</dt>
    <dd>${value}</dd>`;

function accessSection({ operation, audience }: DocumentedOperation, { model, audience: reader }: PortalInput): Markup {
  const { policy } = operation;
  const scopes = policy.scopes.length > 0 ? policy.scopes.join(', ') : undefined;
  const ownership = ownershipWords(operation);
  return markup`<h2 id="access">Access</h2>
    <dl class="facts">
      ${fact('Authentication', markup`${authenticationWords(operation, model)} <a href="../authentication.html">How</a>`)}
      ${fact('Roles', rolesWords(operation, model))} ${scopes !== undefined && fact('Scopes', scopes)}
      ${ownership.length > 0 && fact('Ownership', ownership.join(' '))}
      ${policy.when !== undefined && fact('Condition', markup`<code>${policy.when}</code>`)}
      ${fact('Limits', policy.rateLimits.length === 0 ? 'None of its own.' : markup`${policy.rateLimits.map(limitWords).join('; ')}. <a href="../limits.html">How limits work</a>`)}
      ${policy.concurrency !== undefined && fact('At once', `${policy.concurrency.limit} ${policy.concurrency.per === 'principal' ? 'per user' : `per value of ${policy.concurrency.per.path}`}`)}
      ${reader !== 'public' && fact('Audience', audience)}
    </dl>`;
}

function parametersSection({ operation }: DocumentedOperation, { model }: PortalInput): Markup {
  if (operation.parameters.length === 0) return markup``;
  const row = (parameter: Parameter): readonly Part[] => {
    const { type, bounds } = parameterWords(parameter.schema, model);
    const extra = operation.policy.constraints.filter(
      (each) => each.in === parameter.in && each.name === parameter.name,
    );
    const added = extra.map(({ schema }) => JSON.stringify(schema)).join(' ');
    return [
      markup`<code>${parameter.name}</code>${parameter.deprecated && ' (deprecated)'}`,
      parameter.in,
      type,
      parameter.required ? 'yes' : 'no',
      markup`${bounds}${added !== '' && markup` <code>${added}</code>`}`,
      parameter.description ?? '',
    ];
  };
  const unknown =
    operation.policy.unknownParameters === 'deny'
      ? markup`<p>Query parameters that are not listed are refused.</p>`
      : markup``;
  return markup`<h2 id="parameters">Parameters</h2>
    ${tableOf('Parameters', ['name', 'in', 'type', 'required', 'bounds', 'meaning'], operation.parameters.map(row))}${unknown}`;
}

function mediaSection(
  { mediaType, schema }: MediaType,
  direction: 'request' | 'response',
  { documented, input, what }: { documented: DocumentedOperation; input: PortalInput; what: string },
): Markup {
  const { policy } = documented.operation;
  const { rows, isCut } = schema
    ? propertyRows(schema, { model: input.model, policy, direction, classes: input.classes })
    : { rows: [], isCut: false };
  const rights = direction === 'request' ? 'only set by' : 'only seen by';
  return markup`<h3><code>${mediaType}</code></h3>
    ${tableOf(
      `${what}, ${mediaType}: properties`,
      ['property', 'type', direction === 'request' ? 'required' : 'always there', 'bounds', rights, 'data', 'meaning'],
      rows.map((row) => [
        markup`<code>${row.path.slice(1)}</code>`,
        row.type,
        row.required ? 'yes' : 'no',
        row.bounds,
        row.rights,
        row.dataClass && markup`<a href="../data.html#${slug(row.dataClass)}">${row.dataClass}</a>`,
        row.description,
      ]),
    )}${isCut && markup`<p>There are more, deeper down: the contract has them all.</p>`}`;
}

function bodySection(documented: DocumentedOperation, input: PortalInput): Markup {
  const { body, policy } = documented.operation;
  if (!body) return markup``;
  return markup`<h2 id="body">Body</h2>
    <p>
      ${body.required ? 'Required' : 'Optional'}, at most ${policy.bodyLimitBytes.toLocaleString('en')}
      bytes.${policy.unknownProperties === 'deny' && ' Properties that are not listed are refused.'}
    </p>
    ${body.content.map((content) => mediaSection(content, 'request', { documented, input, what: 'Body' }))}`;
}

function answersSection(documented: DocumentedOperation, input: PortalInput): Markup {
  const { responses, policy } = documented.operation;
  const hidden = policy.response.filter
    ? markup`<p>Properties that are not listed are taken out before an answer leaves.</p>`
    : markup``;
  const parts = responses.map(
    ({ status, description, content }) =>
      markup`<h3 id="answer-${status}">${status}</h3>
        <p>${description}</p>
        ${content.map((each) => mediaSection(each, 'response', { documented, input, what: `Answer ${status}` }))}`,
  );
  return markup`<h2 id="answers">Answers</h2>
    ${hidden}${parts}`;
}

function errorsSection({ denials }: DocumentedOperation): Markup {
  const rows = denials.map((code) => [
    denialCodes[code].status,
    markup`<a href="../errors/${slug(code)}.html">${denialCodes[code].title}</a>`,
    errorTexts[code].retry,
    markup`<code>${denialType(code)}</code>`,
  ]);
  return markup`<h2 id="errors">Errors</h2>
    <p>Besides the answers above, as problem documents (RFC 9457):</p>
    ${tableOf('Errors', ['status', 'meaning', 'try again', 'type'], rows)}`;
}

function samplesSection(documented: DocumentedOperation, { model, baseUrl }: PortalInput): Markup {
  const variables = variablesOf(documented, model);
  const from =
    variables.length > 0
      ? markup`<p>Set ${variables.join(' and ')} in the environment; never write a secret into code.</p>`
      : markup``;
  const parts = samplesOf(documented, model, baseUrl).map(
    ({ language, text }) =>
      markup`<h3>${language}</h3>
        <pre tabindex="0" aria-label="${language} sample"><code>${text}</code></pre>`,
  );
  return markup`<h2 id="samples">Samples</h2>
    ${from}${parts}`;
}
