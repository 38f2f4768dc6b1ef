import { didYouMean } from '../core/nearest.js';
import { topProperties } from './compile-schemas.js';
import type { Faults } from './policy-faults.js';
import type { PolicyFile } from './policy-file.js';
import { checkRoles, type RoleNames } from './policy-roles.js';
import { below } from './pointer.js';
import type { Documents, NodeRef, PropertyRule } from './types.js';

/** Schema name -> property -> rule. */
export type PropertyRules = ReadonlyMap<string, ReadonlyMap<string, PropertyRule>>;

/** A contract, as far as its named schemas go. */
export interface NamedSchemas {
  readonly schemas: ReadonlyMap<string, NodeRef>;
  readonly documents: Documents;
}

interface Context {
  readonly node: NodeRef;
  readonly faults: Faults;
  readonly roles: RoleNames['roles'];
  readonly contracts: readonly NamedSchemas[];
}

/** Checks the policy's `schemas`: each schema must be in a contract, each property in the schema. */
export function readPropertyRules(raw: PolicyFile['schemas'], context: Context): PropertyRules {
  return new Map(
    Object.entries(raw ?? {}).map(([schema, rules]) => {
      const node = below(context.node, schema);
      checkSchema(schema, Object.keys(rules), { ...context, node });
      for (const [property, rule] of Object.entries(rules)) checkRule(rule, below(node, property), context);
      return [schema, new Map(Object.entries(rules))] as const;
    }),
  );
}

function checkSchema(schema: string, properties: readonly string[], { node, faults, contracts }: Context): void {
  const owners = contracts.filter(({ schemas }) => schemas.has(schema));
  if (owners.length === 0) {
    const names = contracts.flatMap(({ schemas }) => [...schemas.keys()]);
    const hint = didYouMean(schema, names);
    return faults.add('POLICY_UNKNOWN_NAME', `The contract has no schema "${schema}"`, node, { key: true, hint });
  }
  const known = new Set(
    owners.flatMap(({ schemas, documents }) => [...topProperties(schemas.get(schema) as NodeRef, documents)]),
  );
  for (const property of properties) {
    if (known.has(property)) continue;
    const message = `The schema "${schema}" has no property "${property}"`;
    const hint = didYouMean(property, known);
    faults.add('POLICY_UNKNOWN_NAME', message, below(node, property), { key: true, hint });
  }
}

function checkRule(rule: PropertyRule, node: NodeRef, context: Context): void {
  if (rule.read) checkRoles(rule.read, below(node, 'read'), context);
  if (rule.write) checkRoles(rule.write, below(node, 'write'), context);
}

/** The rules of the schemas that one contract has. */
export function rulesIn(rules: PropertyRules, schemas: ReadonlyMap<string, NodeRef>): PropertyRules {
  return new Map([...rules].filter(([schema]) => schemas.has(schema)));
}

/** Property -> kind of data, over all schemas; one that is of two kinds is `text`, which is never kept. */
export function dataClassesOf(raw: PolicyFile['schemas']): ReadonlyMap<string, string> {
  const classes = new Map<string, string>();
  for (const rules of Object.values(raw ?? {})) {
    for (const [property, rule] of Object.entries(rules)) {
      if (rule.class === undefined) continue;
      const known = classes.get(property);
      classes.set(property, known === undefined || known === rule.class ? rule.class : 'text');
    }
  }
  return classes;
}
