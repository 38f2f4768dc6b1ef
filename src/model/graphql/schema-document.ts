import {
  Kind,
  valueFromASTUntyped,
  type ASTNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';
import { escapeToken } from '../pointer.js';
import { carrierId, carrierPath } from './recognise.js';
import { sampleDocument } from './sample-document.js';
import type { NamedType, RootKind, SchemaTypes } from './schema-types.js';
import { constraintsOf, deprecationOf, scalarSchema, typeSchema } from './type-schema.js';

type Fields = Record<string, unknown>;

/** Where a part of the made document comes from: its names in the schema (`User`, `User email`, `Query user id`). */
export interface Origin {
  readonly names: readonly string[];
  readonly node: ASTNode | undefined;
}

export interface SchemaDocument {
  /** In the form of an OpenAPI 3.1 document: root fields as operations, types as named schemas. */
  readonly value: Fields;
  /** JSON Pointer in `value` -> where it comes from. */
  readonly origins: ReadonlyMap<string, Origin>;
}

const described = (node: { readonly description?: { readonly value: string } | undefined }): Fields =>
  node.description ? { description: node.description.value } : {};

/** Makes the document that everything else reads instead of the schema. */
export function schemaDocument(schema: SchemaTypes, title: string): SchemaDocument {
  return new Maker(schema).make(title);
}

class Maker {
  readonly #schema: SchemaTypes;
  readonly #origins = new Map<string, Origin>();

  constructor(schema: SchemaTypes) {
    this.#schema = schema;
  }

  make(title: string): SchemaDocument {
    const { types, roots, description } = this.#schema;
    const operations = [...roots].flatMap(([kind, root]) => this.#rootFields(kind, root));
    const schemas = [...types.values()].map((type) => [type.name, this.#named(type)] as const);
    return {
      value: {
        openapi: '3.1.0',
        info: { title, version: '', ...(description === '' ? {} : { description }) },
        paths: { [carrierPath]: { post: carrier }, ...Object.fromEntries(operations) },
        components: { schemas: Object.fromEntries(schemas) },
      },
      origins: this.#origins,
    };
  }

  #from(pointer: string, node: ASTNode, ...names: readonly string[]): void {
    this.#origins.set(pointer, { names, node });
  }

  #rootFields(kind: RootKind, root: string): readonly (readonly [string, Fields])[] {
    return [...(this.#schema.types.get(root)?.fields.values() ?? [])].flatMap((field) => {
      if (field.kind !== Kind.FIELD_DEFINITION) return [];
      const path = `/${root}.${field.name.value}`;
      return [[path, { post: this.#operation(kind, root, field) }] as const];
    });
  }

  #operation(kind: RootKind, root: string, field: FieldDefinitionNode): Fields {
    const name = field.name.value;
    const pointer = `/paths/${escapeToken(`/${root}.${name}`)}/post`;
    this.#from(pointer, field, root, name);
    const content = (schema: Fields): Fields => ({ content: { 'application/json': { schema } } });
    const data = { type: ['object', 'null'], properties: { [name]: typeSchema(field.type, 'out') } };
    return {
      operationId: `${root}.${name}`,
      summary: field.description?.value.split('\n', 1)[0] ?? '',
      ...described(field),
      ...deprecationOf(field.directives),
      requestBody: { required: true, ...content(this.#arguments(field, { pointer, names: [root, name] })) },
      responses: { 200: { description: '', ...content({ type: 'object', properties: { data, errors } }) } },
      'x-graphql': { kind, type: root, field: name, document: sampleDocument(kind, field, this.#schema) },
    };
  }

  #arguments(field: FieldDefinitionNode, at: { readonly pointer: string; readonly names: readonly string[] }): Fields {
    const pointer = `${at.pointer}/requestBody/content/application~1json/schema`;
    return this.#inputs(field.arguments ?? [], { pointer, names: at.names });
  }

  /** Arguments, or the fields of an input object: closed, since GraphQL refuses names it does not know. */
  #inputs(
    inputs: readonly InputValueDefinitionNode[],
    { pointer, names }: { readonly pointer: string; readonly names: readonly string[] },
  ): Fields {
    const needed = inputs.filter(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue);
    const properties = inputs.map((input) => {
      this.#from(`${pointer}/properties/${input.name.value}`, input, ...names, input.name.value);
      return [input.name.value, this.#input(input)] as const;
    });
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(needed.length > 0 ? { required: needed.map(({ name }) => name.value) } : {}),
      additionalProperties: false,
    };
  }

  #input(input: InputValueDefinitionNode): Fields {
    const { defaultValue, directives } = input;
    return {
      ...typeSchema(input.type, 'in'),
      ...described(input),
      ...constraintsOf(directives),
      ...deprecationOf(directives),
      ...(defaultValue ? { default: valueFromASTUntyped(defaultValue) } : {}),
    };
  }

  #named(type: NamedType): Fields {
    const pointer = `/components/schemas/${type.name}`;
    this.#from(pointer, type.node, type.name);
    const about = type.description === '' ? {} : { description: type.description };
    return { ...about, ...this.#shape(type, pointer) };
  }

  #shape(type: NamedType, pointer: string): Fields {
    const refs = (names: Iterable<string>): Fields[] =>
      [...names].map((name) => ({ $ref: `#/components/schemas/${name}` }));
    if (type.kind === 'scalar') return { ...scalarSchema(type.name), ...constraintsOf(type.directives) };
    if (type.kind === 'enum') return { type: 'string', enum: [...type.values] };
    if (type.kind === 'union') return { anyOf: refs(type.members) };
    if (type.kind === 'input') {
      const inputs = [...type.fields.values()].filter((field) => field.kind === Kind.INPUT_VALUE_DEFINITION);
      return this.#inputs(inputs, { pointer, names: [type.name] });
    }
    const object = { type: 'object', properties: this.#outputs(type, pointer) };
    if (type.kind === 'object') return object;
    const implementers = [...this.#schema.types.values()].filter(
      ({ kind, interfaces }) => kind === 'object' && interfaces.has(type.name),
    );
    return implementers.length > 0 ? { ...object, anyOf: refs(implementers.map(({ name }) => name)) } : object;
  }

  /** Nothing is required of an answer: callers choose what they ask for. */
  #outputs(type: NamedType, pointer: string): Fields {
    const properties = [...type.fields.values()].flatMap((field) => {
      if (field.kind !== Kind.FIELD_DEFINITION) return [];
      const name = field.name.value;
      this.#from(`${pointer}/properties/${name}`, field, type.name, name);
      return [[name, { ...typeSchema(field.type, 'out'), ...described(field), ...deprecationOf(field.directives) }]];
    });
    return Object.fromEntries(properties) as Fields;
  }
}

const errors: Fields = { type: 'array', items: { type: 'object', properties: { message: { type: 'string' } } } };

/** GraphQL over HTTP 5.1 and 6.3: what every request and every answer looks like. */
const request: Fields = {
  type: 'object',
  properties: {
    query: { type: 'string' },
    operationName: { type: ['string', 'null'] },
    variables: { type: ['object', 'null'] },
    extensions: { type: ['object', 'null'] },
  },
  additionalProperties: false,
};

const answer: Fields = { type: 'object', properties: { data: { type: ['object', 'null'] }, errors, extensions: {} } };

const carrier: Fields = {
  operationId: carrierId,
  summary: 'Carries the GraphQL requests',
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { anyOf: [request, { type: 'array', items: request }] } } },
  },
  responses: {
    200: {
      description: 'The answers',
      content: {
        'application/json': { schema: { anyOf: [answer, { type: 'array', items: answer }] } },
        'application/graphql-response+json': { schema: answer },
      },
    },
  },
};
