/**
 * The part of JSON Schema 2020-12 that the policy's schema uses. `title` of a value says what is expected there, in
 * words that end the sentence "expected: ..."; `description` is for editors and the documentation.
 */
export interface PolicySchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly PolicySchema[];
  readonly properties?: Readonly<Record<string, PolicySchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | PolicySchema;
  readonly minProperties?: number;
  readonly items?: PolicySchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

export type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

type Properties = Readonly<Record<string, PolicySchema>>;

/** An object with these keys and no others. */
export function closed(description: string, properties: Properties, required: readonly string[] = []): PolicySchema {
  return { description, type: 'object', additionalProperties: false, required, properties };
}

/** An object whose keys are names of the user's making. */
export function named(description: string, value: PolicySchema): PolicySchema {
  return { description, type: 'object', additionalProperties: value };
}

export function list(description: string, items: PolicySchema, minItems = 0): PolicySchema {
  return { description, type: 'array', items, minItems };
}

export function text(title: string, description?: string): PolicySchema {
  return { type: 'string', title, minLength: 1, ...(description ? { description } : {}) };
}

export function matching(title: string, pattern: string, description?: string): PolicySchema {
  return { ...text(title, description), pattern };
}

export const httpUrl = matching('an http or https URL', '^https?://[^\\s?#@]+$');

export function oneOf(description: string, ...values: readonly string[]): PolicySchema {
  return { description, type: 'string', enum: values };
}

export function yesNo(description: string, byDefault?: boolean): PolicySchema {
  return { description, type: 'boolean', ...(byDefault === undefined ? {} : { default: byDefault }) };
}

export function whole(description: string, minimum: number, maximum?: number): PolicySchema {
  return { description, type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) };
}

export function above(description: string, exclusiveMinimum: number): PolicySchema {
  return { description, type: 'number', exclusiveMinimum };
}

/** Names of roles; `[]` = nobody. */
export function roleList(description: string): PolicySchema {
  return { ...list(description, text('the name of a role')), title: 'a list of roles', uniqueItems: true };
}

export const pointer: PolicySchema = {
  type: 'string',
  title: 'a JSON Pointer such as /items/0/id',
  pattern: '^(/([^~/]|~[01])*)*$',
};

/** What an owner is compared with. */
export const principalField = matching(
  'principal.subject, principal.tenant or principal.claims./pointer',
  '^principal\\.(subject|tenant|claims\\./.+)$',
);

export const isoDate = matching('a date such as 2027-01-31', '^\\d{4}-\\d{2}-\\d{2}$');

export const origin = matching(
  'an origin such as https://app.example.com, without a path',
  '^https?://(\\[[0-9a-fA-F:.]+\\]|[^/?#@:\\s*]+)(:\\d{1,5})?$',
);

/** Roles or a word that stands for a set of them. */
export function either(title: string, description: string, ...anyOf: readonly PolicySchema[]): PolicySchema {
  return { title, description, anyOf };
}
