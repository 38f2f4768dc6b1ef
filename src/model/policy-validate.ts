import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { didYouMean } from '../core/nearest.js';
import { late } from './late.js';
import { below, escapeToken, isFields } from './pointer.js';
import type { Faults } from './policy-faults.js';
import type { PolicySchema } from './policy-schema/schema.js';
import { expectedBy, kindOf, settingName } from './policy-words.js';
import type { Node } from './types.js';

/** A fault of the value, as ajv reports it with `verbose`. */
interface Failure {
  readonly keyword: string;
  readonly pointer: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schema: PolicySchema;
  readonly data: unknown;
}

const compiled = new WeakMap<PolicySchema, ValidateFunction>();
/** Schemas of objects without those of their keys. */
const frames = new WeakMap<PolicySchema, PolicySchema>();
let ajv: InstanceType<ReturnType<typeof late.ajv>['Ajv2020']> | undefined;

function validatorOf(schema: PolicySchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  ajv ??= new (late.ajv().Ajv2020)({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    validateSchema: false,
    // It is run once or twice: making its code smaller takes longer than running it.
    code: { optimize: false },
  });
  const made = ajv.compile(schema);
  compiled.set(schema, made);
  return made;
}

function frameOf(schema: PolicySchema): PolicySchema {
  let frame = frames.get(schema);
  if (!frame) {
    const keys = Object.keys(schema.properties ?? {});
    frame = { ...schema, properties: Object.fromEntries(keys.map((key) => [key, {}])) };
    frames.set(schema, frame);
  }
  return frame;
}

/**
 * What is wrong with a value. An object is checked key by key: most policies have few of the keys, and making the check
 * of all of them would take longer than anything else at a start.
 */
function failuresIn(schema: PolicySchema, value: unknown): readonly Failure[] {
  const { properties } = schema;
  if (!properties || !isFields(value)) return failuresOf(schema, value);
  const inside = Object.keys(properties).flatMap((key) => {
    if (!Object.hasOwn(value, key) || value[key] === undefined) return [];
    return failuresOf(properties[key]!, value[key]).map((failure) => ({
      ...failure,
      pointer: `/${escapeToken(key)}${failure.pointer}`,
      schemaPath: `#/properties/${escapeToken(key)}${failure.schemaPath.slice(1)}`,
    }));
  });
  return [...failuresOf(frameOf(schema), value), ...inside];
}

function failuresOf(schema: PolicySchema, value: unknown): readonly Failure[] {
  const check = validatorOf(schema);
  return check(value) ? [] : (check.errors ?? []).map(failureOf);
}

/** Checks a node against one of the policy's schemas and reports each fault once, in words. True when there is none. */
export function validate(schema: PolicySchema, node: Node, faults: Faults): boolean {
  const found = failuresIn(schema, node.value);
  if (found.length === 0) return true;
  const failures = oneEach(withoutBranches(found));
  for (const failure of failures) report(failure, node, faults);
  return false;
}

function failureOf(error: ErrorObject): Failure {
  const { keyword, instancePath, schemaPath, params, parentSchema, data } = error;
  return { keyword, pointer: instancePath, schemaPath, params, schema: parentSchema ?? {}, data };
}

/**
 * ajv reports the faults of every branch of an `anyOf`. Those of the one branch that was meant are kept, the others
 * dropped; where no branch was clearly meant, the `anyOf` itself is reported.
 */
function withoutBranches(failures: readonly Failure[]): readonly Failure[] {
  const union = failures.find(({ keyword }) => keyword === 'anyOf');
  if (!union) return failures;
  const inside = (failure: Failure) =>
    failure.schemaPath.startsWith(`${union.schemaPath}/`) &&
    (failure.pointer === union.pointer || failure.pointer.startsWith(`${union.pointer}/`));
  const outside = failures.filter((failure) => failure !== union && !inside(failure));
  const meant = meantBranch(union, failures.filter(inside));
  const kept = meant ?? [{ ...union, keyword: 'union' }];
  return withoutBranches([...outside, ...kept]);
}

function meantBranch(union: Failure, inside: readonly Failure[]): readonly Failure[] | undefined {
  if (typeof union.data !== 'object' || union.data === null) return undefined;
  const branches = (union.schema.anyOf ?? []).map((_, index) =>
    inside.filter(({ schemaPath }) => schemaPath.startsWith(`${union.schemaPath}/${index}/`)),
  );
  const fitting = branches.filter((branch) => !branch.some((failure) => isWrongKind(failure, union.pointer)));
  const least = Math.min(...fitting.map(({ length }) => length));
  const best = fitting.filter(({ length }) => length === least);
  return best.length === 1 ? best[0] : undefined;
}

function isWrongKind({ keyword, pointer }: Failure, at: string): boolean {
  return pointer === at && (keyword === 'type' || keyword === 'enum' || keyword === 'const');
}

/** One fault per value: a wrong type fails `enum` and others too. */
function oneEach(failures: readonly Failure[]): readonly Failure[] {
  const seen = new Set<string>();
  return failures.filter((failure) => {
    const about = failure.params['missingProperty'] ?? failure.params['additionalProperty'] ?? '';
    const id = `${failure.pointer}\n${String(about)}`;
    return seen.has(id) ? false : seen.add(id);
  });
}

function report(failure: Failure, root: Node, faults: Faults): void {
  const pointer = `${root.pointer}${failure.pointer}`;
  const place = { file: root.file, pointer };
  if (failure.keyword === 'additionalProperties') return unknownKey(failure, root, faults);
  const name = settingName(pointer);
  if (failure.keyword === 'required') {
    const missing = JSON.stringify(failure.params['missingProperty']);
    faults.add('POLICY_INVALID', `${missing} is missing${name && ` in ${name}`}`, place, {
      key: failure.pointer !== '',
    });
    return;
  }
  const expected = expectedBy(failure.schema);
  const message = `${name || 'The file'} ${complaint(failure)}`;
  faults.add('POLICY_INVALID', message, place, { expected, hint: nearestWord(failure) });
}

function unknownKey({ params, pointer, schema }: Failure, root: Node, faults: Faults): void {
  const key = String(params['additionalProperty']);
  const parent = `${root.pointer}${pointer}`;
  const at = below({ file: root.file, pointer: parent }, key);
  const where = settingName(parent);
  const names = Object.keys(schema.properties ?? {});
  faults.add('POLICY_INVALID', `Unknown key "${key}"${where && ` in ${where}`}`, at, {
    key: true,
    hint: didYouMean(key, names) ?? `known keys: ${names.join(', ')}`,
  });
}

/** What is wrong with a value, without showing it: it may be a secret. Words of a list of choices are shown. */
function complaint({ keyword, data, params, schema }: Failure): string {
  if (keyword === 'pattern') return 'has the wrong form';
  if (keyword === 'uniqueItems') return 'names the same thing twice';
  if (['minItems', 'minLength', 'minProperties'].includes(keyword))
    return schema.minLength === 10 ? 'is too short' : 'is empty';
  if (['minimum', 'exclusiveMinimum'].includes(keyword)) return 'is too small';
  if (keyword === 'maximum') return 'is too large';
  if (isWord(data) && wordsOf(schema).length > 0) return `is ${JSON.stringify(data)}`;
  if (keyword === 'const' && typeof data === 'number') return `is ${data}`;
  return params['type'] === 'integer' && typeof data === 'number' ? 'is not whole' : `is ${kindOf(data)}`;
}

function isWord(data: unknown): data is string {
  return typeof data === 'string' && /^[\w -]{1,30}$/.test(data);
}

function nearestWord({ data, schema }: Failure): string | undefined {
  if (typeof data !== 'string') return undefined;
  return didYouMean(data, wordsOf(schema));
}

/** The words that one can choose from. */
function wordsOf(schema: PolicySchema): readonly string[] {
  return [schema, ...(schema.anyOf ?? [])].flatMap((one) => one.enum ?? []).map(String);
}
