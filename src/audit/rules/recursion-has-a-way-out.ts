import { defineRule } from '../rule.js';
import { schemaGraph } from '../schema-graph.js';
import { fewOperations } from '../words.js';

/** OWASP API4:2023, CWE-674. */
export default defineRule({
  id: 'recursion-has-a-way-out',
  title: 'Schema that no finite value matches',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: [674],
  why: 'No honest call passes, so the check is switched off; and code made from the schema calls itself until memory ends.',
  remedy: 'Take the reference to itself out of `required`, or allow `null` or an empty list there.',
  visit: {
    schema({ node, name, operations }, { model, report }) {
      if (!schemaGraph(model).endless.has(node.value)) return;
      const about = operations();
      report(node, {
        operations: about,
        message: `Every value of ${name ? `"${name}"` : 'a schema'} in ${fewOperations(about)} must hold another one without end`,
      });
    },
  },
});
