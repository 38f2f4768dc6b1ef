import type { ApiModel, NodeRef, Operation } from '../../model/types.js';
import { isFields, memberOf, nodeBelow } from '../../model/pointer.js';
import { isSuccess } from '../answers.js';
import { ownerProperty, staffRoles } from '../owners.js';
import { defineRule } from '../rule.js';
import { isAdmin, nameOf } from '../words.js';

/** Whose objects are shared by their nature: written by somebody, and meant to be read. */
const shared = /author|created/i;

/** A list in an answer: the answer itself, or one of its properties. */
interface Found {
  readonly items: string;
  readonly field: string;
}

function itemOwner(model: ApiModel, list: NodeRef): string | undefined {
  const node = model.resolve(list);
  if (!node || memberOf(node.value, 'items') === undefined) return undefined;
  return ownerProperty(model, nodeBelow(node, 'items'));
}

function listIn(model: ApiModel, schema: NodeRef): Found | undefined {
  const body = model.resolve(schema);
  if (!body || !isFields(body.value)) return undefined;
  const own = itemOwner(model, body);
  if (own !== undefined) return { items: '', field: own };
  const properties = nodeBelow(body, 'properties');
  for (const name of isFields(properties.value) ? Object.keys(properties.value) : []) {
    const field = itemOwner(model, nodeBelow(properties, name));
    if (field !== undefined) return { items: `/${name}`, field };
  }
  return undefined;
}

function listOf(model: ApiModel, { responses }: Operation): Found | undefined {
  for (const { schema } of responses.filter(isSuccess).flatMap(({ content }) => content)) {
    const found = schema && listIn(model, schema);
    if (found) return found;
  }
  return undefined;
}

/** Somebody has decided who sees what. */
function isDecided(model: ApiModel, { policy }: Operation): boolean {
  if (policy.public || policy.returns || policy.when !== undefined || policy.owners.length) return true;
  const staff = new Set(staffRoles(model));
  return (
    Array.isArray(policy.roles) && policy.roles.every((role) => staff.has(role) || /admin|staff|support/i.test(role))
  );
}

/** OWASP API1:2023, CWE-639. */
export default defineRule({
  id: 'list-is-scoped-to-caller',
  title: "A list may show other people's objects",
  severity: 'low',
  owasp: ['API1:2023'],
  cwe: [639],
  why: 'One forgotten condition in the query, or a filter that the caller sets, and the list shows what belongs to others.',
  remedy: 'Say under `returns` in the policy whose items the list may show.',
  needs: 'policy',
  confidence: 'firm',
  onlyHttp: true,
  visit: {
    operation(operation, { model, report }) {
      if (operation.outgoing || operation.method !== 'get' || operation.path.endsWith('}')) return;
      if (isAdmin(operation) || isDecided(model, operation)) return;
      const found = listOf(model, operation);
      if (!found) return;
      const resource = operation.resource?.name ?? operation.id;
      const returns = {
        resource,
        ...found,
        field: `/${found.field}`,
        is: 'principal.subject',
        crossedBy: staffRoles(model),
      };
      report(operation.node, {
        severity: shared.test(found.field) ? 'low' : 'medium',
        message: `${nameOf(operation)} lists objects with "${found.field}", and nothing keeps them to the caller's own`,
        patch: { guard: 'returns-filter', set: { returns } },
      });
    },
  },
});
