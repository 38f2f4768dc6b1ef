import { escapeToken, isFields, nodeBelow } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule, type SchemaVisit } from '../rule.js';
import { few, fewOperations, wordsOf } from '../words.js';

/** What somebody gains by setting it. */
const worth =
  /\b(role|roles|owner|admin|balance|credit|price|amount|total|discount|status|state|paid|verified|approved|permissions?|scopes?|plan|tier|limit|quota|user id|account id|tenant id|customer id)\b/;

/** Names of the properties that are marked `readOnly`, here or behind a reference. */
function readOnlyProperties(model: ApiModel, { node }: SchemaVisit): readonly string[] {
  const properties = nodeBelow(node, 'properties');
  if (!isFields(properties.value)) return [];
  return Object.keys(properties.value).filter((name) => {
    const entry = nodeBelow(properties, name);
    if (!isFields(entry.value)) return false;
    if (entry.value['readOnly'] === true) return true;
    const behind = entry.value['$ref'] === undefined ? undefined : model.resolve(entry)?.value;
    return isFields(behind) && behind['readOnly'] === true;
  });
}

/** The gateway refuses them. */
function isRefused({ policy }: Operation): boolean {
  return policy.mode === 'enforce' || policy.enforcedGuards.has('body');
}

function isRuled(name: string, operations: readonly Operation[]): boolean {
  return operations.every(({ policy }) => [...policy.writeProperties.keys()].some((at) => at.endsWith(`/${name}`)));
}

/** Nobody may set them; only where they stand at the top of the body is their place known. */
function patchFor(model: ApiModel, { node, root }: SchemaVisit, names: readonly string[]) {
  const whole = root.kind === 'body' && root.mediaType.schema && model.resolve(root.mediaType.schema);
  if (!whole || whole.value !== node.value) return {};
  const writeProperties = Object.fromEntries(names.map((name) => [`/${escapeToken(name)}`, []]));
  return { patch: { guard: 'write-properties', set: { writeProperties } } };
}

/** OWASP API3:2023, CWE-915. `readOnly` is an annotation: validators need not refuse it (JSON Schema validation, 9.4). */
export default defineRule({
  id: 'read-only-property-is-refused',
  title: 'Nothing enforces that a property is read-only',
  severity: 'low',
  owasp: ['API3:2023'],
  cwe: [915],
  why: 'Frameworks and validators let it through, and code that copies the body into the record stores what the caller sent.',
  remedy: 'Use a schema without it for requests, or let the gateway enforce the contract (`mode: enforce`).',
  confidence: 'firm',
  mergeFrom: 4,
  whole: ({ count, places }) =>
    `${places} schemas in the requests of ${count} operation${count === 1 ? '' : 's'} have read-only properties that nothing refuses`,
  visit: {
    schema(visit, { model, report, hasPolicy }) {
      if (visit.direction !== 'in' || visit.root.kind !== 'body') return;
      const marked = readOnlyProperties(model, visit);
      if (!marked.length) return;
      const operations = visit
        .operations()
        .filter((operation) => operation.isWrite && !operation.outgoing && !(hasPolicy && isRefused(operation)));
      const names = marked.filter((name) => !isRuled(name, operations));
      if (!operations.length || !names.length) return;
      const dear = names.filter((name) => worth.test(wordsOf(name)));
      report(visit.node, {
        operations,
        // Without a policy nobody knows what the server refuses, and the contract is as it should be.
        severity: hasPolicy && dear.length ? 'medium' : 'low',
        message: `${few((dear.length ? dear : names).map((name) => `"${name}"`))} can be sent to ${fewOperations(operations)} although read-only`,
        ...patchFor(model, visit, names),
      });
    },
  },
});
