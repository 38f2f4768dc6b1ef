import { defineRule, type Fix } from '../rule.js';
import { below, isFields, memberOf } from '../../model/pointer.js';
import type { ApiModel, NodeRef } from '../../model/types.js';
import { few, nameOf } from '../words.js';

/** The lists of parameters that hold for an operation: its own, and that of its path item. */
function listsOf(operation: NodeRef): readonly NodeRef[] {
  const pathItem = { file: operation.file, pointer: operation.pointer.replace(/\/[^/]*$/, '') };
  return [below(operation, 'parameters'), below(pathItem, 'parameters')];
}

function hasBrokenParameter(operation: NodeRef, model: ApiModel): boolean {
  return listsOf(operation).some((list) => {
    const entries = model.documents.at(list)?.value;
    if (!Array.isArray(entries)) return false;
    return entries.some((_, i) => !isFields(model.resolve(below(list, i))?.value));
  });
}

/** Describes them as any text: nothing that is accepted today is refused. */
function fixOf(operation: NodeRef, names: readonly string[], model: ApiModel): Fix {
  const isOld = model.format === 'openapi-2.0';
  const parameters = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    ...(isOld ? { type: 'string' } : { schema: { type: 'string' } }),
  }));
  const list = below(operation, 'parameters');
  const isThere = Array.isArray(memberOf(model.documents.at(operation)?.value, 'parameters'));
  if (!isThere) return { changes: [{ op: 'add', node: list, value: parameters }] };
  return { changes: parameters.map((value) => ({ op: 'add', node: below(list, '-'), value })) };
}

/** OWASP API8:2023, CWE-20. Every name in a template needs a parameter (OpenAPI 3.1, 4.8.9.1). */
export default defineRule({
  id: 'path-parameter-is-declared',
  title: 'Part of the path is described nowhere',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [20],
  why: 'Nothing can be checked: any text in that place of the path reaches the code, file names and queries included.',
  remedy: 'Add a parameter with `in: path`, a type, and a `pattern` or `format` where there is one.',
  mergeFrom: 6,
  population: ({ outgoing, path }) => !outgoing && path.includes('{'),
  whole: ({ count, of }) => `${count} of ${of} operations with names in the path describe some of them nowhere`,
  onlyHttp: true,
  visit: {
    operation(operation, { report, model }) {
      if (operation.outgoing) return;
      const declared = new Set(operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name));
      const names = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!);
      const missing = [...new Set(names)].filter((name) => !declared.has(name));
      // A broken reference among the parameters is a finding of its own.
      if (!missing.length || hasBrokenParameter(operation.node, model)) return;
      report(operation.node, {
        message: `${nameOf(operation)} has no parameter for ${few(missing.map((name) => `{${name}}`))}`,
        part: { in: 'path', name: missing[0]! },
        fix: fixOf(operation.node, missing, model),
      });
    },
  },
});
