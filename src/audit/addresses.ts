import { isFields, memberOf, nodeBelow } from '../model/pointer.js';
import type { ApiModel, NodeRef, Operation, ParameterLocation } from '../model/types.js';
import type { SchemaObject } from './rule.js';

/** Fixed values, or a pattern that names a host. `^https://` alone still lets the caller choose it. */
export function namesItsHosts(schema: SchemaObject): boolean {
  if (schema.const !== undefined || Array.isArray(schema.enum)) return true;
  return (
    typeof schema.pattern === 'string' &&
    /^\^?\(?https\??:(\\?\/){2}(\(\?:)?[\w(-]+(\\?\.|\\\.|\[\.\])[\w-]+/.test(schema.pattern)
  );
}

/**
 * Addresses with TLS on a host that has a public name: no number in any spelling, no user information, no other port,
 * nothing that two parsers read differently (RFC 3986, 3.2; WHATWG URL, 4.4). What a name leads to is left to the
 * server: it has to look before it calls.
 */
const publicAddress = {
  type: 'string',
  pattern: '^https://([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]{2,}(:443)?([/?#]|$)',
  not: {
    pattern:
      '^https://[^/?#]*\\.([Ii]nternal|[Ll]ocal|[Ll]ocalhost|[Ll]an|[Cc]orp|[Ii]ntranet|[Aa]rpa)(:443)?([/?#]|$)',
  },
} as const;

/** A patch that lets only public addresses through, at one place of the request. */
export function publicAddressPatch(place: {
  readonly in: ParameterLocation | 'body';
  readonly name?: string;
  readonly pointer?: string;
}) {
  return { patch: { guard: 'constraints', set: { constraints: [{ ...place, schema: publicAddress }] } } } as const;
}

/** Where a callback takes its address from. */
export interface CallbackSource {
  /** Name of the callback. */
  readonly name: string;
  readonly expression: string;
  readonly node: NodeRef;
  readonly in: ParameterLocation | 'body';
  /** Name of the parameter, or JSON Pointer into the body. */
  readonly at: string;
  /** Its schema, where the contract has one. */
  readonly schema: SchemaObject | undefined;
}

/** A runtime expression that reads the request, at the start of the address: what follows is only a path. */
const expressionForm = /^\{?\$request\.(?:(query|header|path)\.([^}]+)|body#(\/[^}]*))\}?/;

function schemaOfBody(model: ApiModel, operation: Operation, pointer: string): SchemaObject | undefined {
  for (const { schema } of operation.body?.content ?? []) {
    let node = schema && model.resolve(schema);
    for (const token of pointer.split('/').slice(1)) {
      node = node && model.resolve(nodeBelow(nodeBelow(node, 'properties'), token));
    }
    if (node && isFields(node.value)) return node.value;
  }
  return undefined;
}

function schemaOfParameter(
  model: ApiModel,
  operation: Operation,
  where: string,
  name: string,
): SchemaObject | undefined {
  const found = operation.parameters.find((one) => one.in === where && one.name.toLowerCase() === name.toLowerCase());
  const value = found?.schema && model.resolve(found.schema)?.value;
  return isFields(value) ? value : undefined;
}

/** The addresses that an operation's callbacks take from its request (OpenAPI 3.1, 4.8.18). */
export function callbackSources(model: ApiModel, operation: Operation): readonly CallbackSource[] {
  const callbacks = memberOf(model.documents.at(operation.node)?.value, 'callbacks');
  if (!isFields(callbacks)) return [];
  return Object.keys(callbacks).flatMap((name) => {
    const node = model.documents.child(operation.node, 'callbacks', name);
    return isFields(node?.value)
      ? Object.keys(node.value).flatMap((key) => sourceOf(key, { name, node, operation, model }))
      : [];
  });
}

interface Found {
  readonly name: string;
  readonly node: NodeRef;
  readonly operation: Operation;
  readonly model: ApiModel;
}

function sourceOf(expression: string, { name, node, operation, model }: Found): readonly CallbackSource[] {
  const [, where, parameter, pointer] = expressionForm.exec(expression) ?? [];
  const common = { name, expression, node };
  if (pointer !== undefined) {
    return [{ ...common, in: 'body', at: pointer, schema: schemaOfBody(model, operation, pointer) }];
  }
  if (parameter === undefined) return [];
  const schema = schemaOfParameter(model, operation, where!, parameter);
  return [{ ...common, in: where as ParameterLocation, at: parameter, schema }];
}
