import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isReadScope, scopesOf, writeSibling } from '../scopes.js';
import { lastPathWord, nameOf, wordsOf } from '../words.js';

/** Reads that need a body: `POST /search`. */
const asks =
  /\b(search|query|find|filter|list|lookup|look up|get|retrieve|read|fetch|match|simulate|export|preview|validate|check|verify|calculate|estimate|count|batch get|report|reports|download|introspect|test)\b/;

/** The summary's first word says what it does. */
const answers =
  /^(retriev|return|get|list|search|find|fetch|simulat|preview|look|calculat|check|read|export|count|quer)/i;

function onlyAsks({ method, path, operationId = '', summary }: Operation): boolean {
  if (method !== 'post') return false;
  return asks.test(lastPathWord(path)) || asks.test(wordsOf(operationId)) || answers.test(summary);
}

/** The reading scopes that open a writing operation; undefined where another one is needed too. */
function openingScopes(model: ApiModel, { security, policy }: Operation): readonly string[] | undefined {
  if (policy.scopes.some((scope) => !isReadScope(scope))) return undefined;
  for (const all of security.alternatives) {
    const scoped = all.filter(({ scheme }) => scopesOf(model.securitySchemes.get(scheme)).length > 0);
    const scopes = scoped.flatMap((one) => one.scopes);
    if (scoped.length === all.length && scopes.length && scopes.every(isReadScope)) return scopes;
  }
  return undefined;
}

/** OWASP API5:2023, CWE-863. */
export default defineRule({
  id: 'write-scope-differs-from-read',
  title: 'A token for reading can write',
  severity: 'medium',
  owasp: ['API5:2023'],
  cwe: [863],
  why: 'People grant a reading scope lightly, to dashboards and exports: whoever steals such a token changes data with it.',
  remedy: 'Ask for a scope of its own where data is changed.',
  confidence: 'firm',
  visit: {
    operation(operation, { model, report }) {
      if (operation.outgoing || operation.isRead || operation.policy.public || onlyAsks(operation)) return;
      const scopes = openingScopes(model, operation);
      if (!scopes) return;
      const declared = [...model.securitySchemes.values()].flatMap(scopesOf);
      const needed = scopes.map((scope) => writeSibling(scope, declared)).filter((scope) => scope !== undefined);
      report(operation.security.node, {
        key: `write scope ${operation.id}`,
        message: `${nameOf(operation)} changes data, and the scope "${scopes.join(' ')}" is enough for it`,
        ...(needed.length ? { patch: { guard: 'scopes', set: { scopes: needed } } } : {}),
      });
    },
  },
});
