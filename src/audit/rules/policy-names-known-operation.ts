import { didYouMean } from '../../core/nearest.js';
import { isFields, memberOf } from '../../model/pointer.js';
import type { ApiModel, NodeRef, Project } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** All names that operations go by in the policy. */
function namesOf({ apis }: Project): ReadonlySet<string> {
  return new Set(
    apis.flatMap(({ name: api, operations }) =>
      [...operations.values()].flatMap((operation) => {
        const names = [operation.id, nameOf(operation), ...(operation.operationId ? [operation.operationId] : [])];
        return names.flatMap((name) => [name, `${api}:${name}`]);
      }),
    ),
  );
}

/** What a suppression is about: an operation, unless it looks like a place, a package or an advisory. */
const isOperationName = (where: string): boolean => /^[A-Z]+ \//.test(where) || /^[A-Za-z_]\w*$/.test(where);

/** Operations whose names are only looked at here: a name that is wrong elsewhere in the policy is an error. */
function looseNames({ suppressions, apis }: Project): readonly { readonly name: string; readonly node: NodeRef }[] {
  const file = apis[0]?.policyDocuments?.entry;
  const policy = file === undefined ? undefined : apis[0]?.policyDocuments?.files.get(file)?.value;
  const values = memberOf(memberOf(policy, 'pentest'), 'values');
  return [
    ...suppressions
      .filter(
        ({ where, rule }) => isOperationName(where) && !rule.startsWith('dependency-') && !rule.startsWith('contract-'),
      )
      .map(({ where, node }) => ({ name: where, node: { file: node.file, pointer: `${node.pointer}/where` } })),
    ...(isFields(values) && file !== undefined
      ? Object.keys(values)
          .filter((name) => name.includes('.'))
          .map((name) => ({
            name: name.slice(0, name.lastIndexOf('.')),
            node: { file, pointer: `/pentest/values/${name}` },
          }))
      : []),
  ];
}

/** A schema of the policy that no contract has. */
function unknownSchemas(apis: readonly ApiModel[], policy: unknown): readonly string[] {
  const named = memberOf(policy, 'schemas');
  const known = new Set(apis.flatMap(({ schemas }) => [...schemas.keys()]));
  return isFields(named) ? Object.keys(named).filter((name) => !known.has(name)) : [];
}

/** OWASP API5:2023, CWE-693. Most names of the policy are checked when it is read; these may be about what is gone. */
export default defineRule({
  id: 'policy-names-known-operation',
  title: 'Policy names an operation that does not exist',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: [693],
  why: 'After a rename the entry is about nothing, and what it was about is without it.',
  remedy: 'Write the name as it is in the contract now, or remove the entry.',
  needs: 'policy',
  visit: {
    policy(project, { report }) {
      const known = namesOf(project);
      for (const { name, node } of looseNames(project)) {
        if (known.has(name)) continue;
        const near = didYouMean(name, known);
        report(node, {
          key: `operation ${name}`,
          message: `There is no operation "${name}"${near ? `: ${near}` : ''}`,
        });
      }
      const documents = project.apis[0]?.policyDocuments;
      if (!documents) return;
      for (const name of unknownSchemas(project.apis, documents.files.get(documents.entry)?.value)) {
        const node = { file: documents.entry, pointer: `/schemas/${name}` };
        report(node, {
          key: `schema ${name}`,
          message: `No contract has a schema "${name}": its rules protect nothing`,
        });
      }
    },
  },
});
