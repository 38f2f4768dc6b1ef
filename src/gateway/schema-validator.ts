import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiModel, NodeRef } from '../model/types.js';
import { compilePattern, UnsafePatternError } from '../model/safe-pattern.js';
import { withChosenBranches, type BranchErrors } from './schema-choice.js';
import { closeSchema } from './schema-closing.js';
import { registryFormats } from './schema-formats.js';
import { areUnique } from './unique-items.js';

/** A place of a value that breaks its schema: pointer and reason, never the value. */
export interface ValueError {
  readonly pointer: string;
  readonly reason: string;
}

/** Undefined when the value is valid, else up to 10 errors. */
export type Validate = (value: unknown) => readonly ValueError[] | undefined;

export type Direction = 'request' | 'response';

export interface ValidatorOptions {
  readonly direction: Direction;
  /** Refuse properties that the schema does not name. */
  readonly closed?: boolean;
}

const maxErrors = 10;

/** Ajv's hook for `pattern`: the engine that is linear for this pattern. */
function regExp(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = compilePattern(pattern);
  return { test: (text) => compiled.test(text), toString: () => `safe:${pattern}` };
}
regExp.code = 'safeRegExp';

function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: false,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    inlineRefs: true,
    // Errors then hold the schema and value that they are about: a discriminator is looked up there.
    verbose: true,
    code: { regExp },
  });
  addFormats.default(ajv, { mode: 'full' });
  for (const [name, format] of Object.entries(registryFormats)) ajv.addFormat(name, format);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    validate: (wanted: boolean, items: readonly unknown[]) => !wanted || areUnique(items),
  });
  return ajv;
}

/** Messages of Ajv name what the schema wants, never what was sent. */
function reasonOf({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'pattern') return 'must match the pattern of the contract';
  if (keyword === 'uniqueItems') return 'must not have an item twice';
  if (keyword === 'false schema') return 'is not allowed here';
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
    return `has a property that is not in the contract: ${JSON.stringify(name.slice(0, 64))}`;
  }
  return message ?? `breaks ${keyword}`;
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length;
}

/** Of a failed choice the deepest places come first: they are where the caller nearly got it right. */
function toErrors(errors: readonly ErrorObject[], branchErrors: BranchErrors): readonly ValueError[] {
  const found = withChosenBranches(errors, branchErrors);
  const telling = found.filter(({ keyword }) => keyword !== 'oneOf' && keyword !== 'anyOf' && keyword !== 'if');
  const chosen = (telling.length > 0 ? telling : found).toSorted((a, b) => depthOf(b) - depthOf(a));
  const all = chosen.map((error) => ({ pointer: error.instancePath, reason: reasonOf(error) }));
  const seen = new Set<string>();
  return all
    .filter(({ pointer, reason }) => !seen.has(pointer + reason) && seen.add(pointer + reason))
    .slice(0, maxErrors);
}

function refuseAll(reason: string): Validate {
  const errors = [{ pointer: '', reason }];
  return () => errors;
}

/** Validators of the definitions that discriminators name, compiled when one of them first has to explain an error. */
function branchesOf(ajv: Ajv2020, { $defs }: Readonly<Record<string, unknown>>): BranchErrors {
  const made = new Map<string, ValidateFunction>();
  return (branch, value) => {
    let validate = made.get(branch);
    if (!validate) made.set(branch, (validate = ajv.compile({ $ref: `#/$defs/${branch}`, $defs })));
    return validate(value) ? undefined : (validate.errors ?? []);
  };
}

function compile(ajv: Ajv2020, schema: Readonly<Record<string, unknown>> | boolean): Validate {
  if (typeof schema === 'boolean') return schema ? () => undefined : refuseAll('is not allowed here');
  let validate: ValidateFunction;
  try {
    validate = ajv.compile(schema);
  } catch (cause) {
    // A schema that cannot be run admits nothing: letting values through unchecked would fail open.
    const reason =
      cause instanceof UnsafePatternError ? `a pattern of the contract ${cause.message}` : 'cannot be checked';
    return refuseAll(reason);
  }
  const branches = branchesOf(ajv, schema);
  return (value) => (validate(value) ? undefined : toErrors(validate.errors ?? [], branches));
}

interface Compiled {
  readonly ajv: () => Ajv2020;
  readonly validators: Map<string, Validate>;
}

/** What was compiled goes with its model, so that reloads leave nothing behind. */
const compiled = new WeakMap<ApiModel, Compiled>();

function compiledOf(model: ApiModel): Compiled {
  let found = compiled.get(model);
  if (!found) {
    let ajv: Ajv2020 | undefined;
    found = { ajv: () => (ajv ??= makeAjv()), validators: new Map() };
    compiled.set(model, found);
  }
  return found;
}

/** A validator that compiles when it is first used: start-up stays short with thousands of operations. */
export function lazyValidator(model: ApiModel, schema: () => Readonly<Record<string, unknown>> | boolean): Validate {
  let validate: Validate | undefined;
  return (value) => (validate ??= compile(compiledOf(model).ajv(), schema()))(value);
}

/** The validator of a schema of the contract, made once for each model, direction and strictness. */
export function validatorOf(
  model: ApiModel,
  schema: NodeRef,
  { direction, closed = false }: ValidatorOptions,
): Validate {
  const { validators } = compiledOf(model);
  const key = `${direction} ${closed} ${schema.file}#${schema.pointer}`;
  let validate = validators.get(key);
  if (!validate) {
    const made = () => model.standalone(schema, direction);
    validate = lazyValidator(model, closed ? () => closeSchema(made()) as ReturnType<typeof made> : made);
    validators.set(key, validate);
  }
  return validate;
}
