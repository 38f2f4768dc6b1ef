import { createHash } from 'node:crypto';
import type { GraphqlPolicy } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Denial } from '../exchange.js';
import { readDocument, type DocumentResult, type ReadDocument } from '../graphql-document.js';
import type { Measure } from '../graphql-measure.js';
import { readGraphql, type GraphqlRequest } from '../graphql-request.js';
import { defineGuard } from '../guard.js';
import { RecentMap } from '../recent-map.js';
import { readJson } from '../request-json.js';

const mostDocuments = 256;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Why an operation asks for too much, whatever its variables; undefined when it does not. */
function excess(measure: Measure, policy: GraphqlPolicy): string | undefined {
  const { maxDepth, maxAliases, maxRootFields, maxDirectives, introspection } = policy;
  if (measure.depth > maxDepth) return `is nested deeper than ${maxDepth}`;
  if (measure.aliases > maxAliases) return `has more than ${maxAliases} aliases`;
  if (measure.rootFields > maxRootFields) return `has more than ${maxRootFields} fields at its root`;
  if (measure.directives > maxDirectives) return `has more than ${maxDirectives} directives`;
  return measure.introspects && !introspection ? 'reads the schema' : undefined;
}

function judgeDocument(text: string, policy: GraphqlPolicy): DocumentResult {
  const document = readDocument(text, policy.maxTokens);
  const reason = document.operations?.map(({ measure }) => excess(measure, policy)).find((one) => one !== undefined);
  if (reason !== undefined || !document.operations) return { reason: reason ?? document.reason! };
  if (policy.maxCost !== undefined) return document;
  // What only costs need would hold whole documents in memory.
  return { operations: document.operations.map((one) => ({ ...one, measure: { ...one.measure, cost: () => 0 } })) };
}

/** Why this request of a sound document is refused; undefined when it may pass. */
function judgeRequest(
  { operationName, variables }: GraphqlRequest,
  { operations }: ReadDocument,
  { policy, readOnly }: { readonly policy: GraphqlPolicy; readonly readOnly: boolean },
): string | undefined {
  const chosen = operationName === undefined ? operations : operations.filter(({ name }) => name === operationName);
  if (chosen.length === 0) return 'names an operation that is not in it';
  if (chosen.length > 1) return 'has several operations and names none';
  // GraphQL over HTTP 6.2: a GET must not change anything, and browsers send it across sites (CWE-352).
  if (readOnly && chosen[0]!.kind !== 'query') return 'must be a query when it is sent by GET';
  const { maxCost } = policy;
  if (maxCost === undefined || chosen[0]!.measure.cost(variables) <= maxCost) return undefined;
  return `costs more than ${maxCost}`;
}

function refuse(reason: string, readOnly: boolean): Denial {
  return deny('BODY_INVALID', {
    errors: [{ in: readOnly ? 'query' : 'body', pointer: readOnly ? '' : '/query', reason }],
  });
}

/**
 * OWASP API4:2023, CWE-400, CWE-770. Bounds for GraphQL: documents are parsed with a token limit and measured with
 * fragments counted as often as they are spread; judgements of documents are remembered by their hash.
 */
export default defineGuard({
  id: 'graphql',
  phase: 'validate',
  title: 'GraphQL documents',
  monitorable: true,
  settings: ['graphql'],

  compile({ policy: { graphql: policy } }) {
    if (!policy) return null;
    const judged = new RecentMap<string, DocumentResult>(mostDocuments);
    const persisted = policy.persistedOnly && new Set(policy.persistedOnly);

    function documentOf({ query, hash }: GraphqlRequest): DocumentResult | 'known' {
      if (query === undefined) {
        if (hash === undefined) return { reason: 'has no document' };
        return persisted?.has(hash) ? 'known' : { reason: 'stands for a document that is not known here' };
      }
      const key = digest(query);
      if (hash !== undefined && hash !== key) return { reason: 'has a document of another hash' };
      if (persisted && !persisted.has(key)) return { reason: 'is not among the documents that may be sent' };
      let result = judged.get(key);
      if (!result) judged.set(key, (result = judgeDocument(query, policy!)));
      return result;
    }

    return function checkGraphql(exchange) {
      const denial = readJson(exchange);
      if (denial) return denial;
      const readOnly = exchange.method === 'GET' || exchange.method === 'HEAD';
      const { requests, reason } = readGraphql(exchange);
      if (reason !== undefined) return refuse(reason, readOnly);
      if (requests.length > policy.batch) return refuse(`has more than ${policy.batch} operations`, readOnly);
      for (const request of requests) {
        const document = documentOf(request);
        if (document === 'known') continue;
        const why = document.reason ?? judgeRequest(request, document, { policy, readOnly });
        if (why !== undefined) return refuse(why, readOnly);
      }
      return undefined;
    };
  },
});
