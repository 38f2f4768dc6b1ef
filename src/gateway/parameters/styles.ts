import type { ParameterStyle } from '../../model/types.js';
import type { Pair } from './pairs.js';
import { addField, StyleError, type RawValue } from './raw-value.js';
import { isArrayShape, isObjectShape, type Shape } from './shape.js';

type Decode = (text: string) => string;

/** How one parameter is written. */
export interface Style {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly shape: Shape;
  readonly decode: Decode;
}

const comma = /,/;
const delimiters: Readonly<Partial<Record<ParameterStyle, RegExp>>> = {
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /%7[cC]|\|/,
  tsv: /%09|\t/,
};

type Kind = 'text' | 'list' | 'fields';

function kindOf(shape: Shape): Kind {
  if (isObjectShape(shape)) return 'fields';
  return isArrayShape(shape) ? 'list' : 'text';
}

/** Scalars are allowed beside arrays: one value is then a scalar. */
function allowsText({ types }: Shape): boolean {
  return ['string', 'number', 'integer', 'boolean'].some((type) => types.has(type));
}

function alternating(pieces: readonly string[], decode: Decode): RawValue {
  if (pieces.length % 2 !== 0) throw new StyleError('has a property without a value');
  const fields = new Map<string, RawValue>();
  for (let i = 0; i < pieces.length; i += 2) addField(fields, decode(pieces[i]!), decode(pieces[i + 1]!));
  return fields;
}

function assignments(pieces: readonly string[], decode: Decode): RawValue {
  const fields = new Map<string, RawValue>();
  for (const piece of pieces) {
    const at = piece.indexOf('=');
    if (at < 0) throw new StyleError('has a property without a value');
    addField(fields, decode(piece.slice(0, at)), decode(piece.slice(at + 1)));
  }
  return fields;
}

/** One text that holds the whole value: split first, decoded afterwards, so that an encoded comma is data. */
function fromText(text: string, { style, shape, decode }: Style): RawValue {
  const kind = kindOf(shape);
  const delimiter = delimiters[style] ?? comma;
  if (kind === 'text') return decode(text);
  if (kind === 'fields') return text === '' ? new Map() : alternating(text.split(delimiter), decode);
  const pieces = text.split(delimiter);
  return pieces.length === 1 && allowsText(shape) ? decode(text) : pieces.map(decode);
}

function single(values: readonly string[]): string {
  if (values.length > 1) throw new StyleError('is given more than once');
  return values[0]!;
}

function valuesOf(pairs: readonly Pair[], name: string): readonly string[] {
  const values: string[] = [];
  for (const pair of pairs) if (pair.name === name) values.push(pair.value);
  return values;
}

function valuesByName(pairs: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const { name, value } of pairs) {
    const values = byName.get(name);
    if (values) values.push(value);
    else byName.set(name, [value]);
  }
  return byName;
}

/** An exploded object of the form style: each property is a parameter of its own. */
function explodedForm(pairs: readonly Pair[], own: Style, isClaimed: (name: string) => boolean): RawValue | undefined {
  const { shape, decode } = own;
  const takesAll = shape.properties.size === 0 || shape.open;
  const fields = new Map<string, RawValue>();
  for (const [name, values] of valuesByName(pairs)) {
    const inner = shape.properties.get(name);
    if (!inner && !(takesAll && !isClaimed(name))) continue;
    addField(fields, name, inner && isArrayShape(inner) ? values.map(decode) : decode(single(values)));
  }
  return fields.size > 0 ? fields : undefined;
}

function bracketsOf(name: string, parameter: string): readonly string[] | undefined {
  if (!name.startsWith(`${parameter}[`)) return undefined;
  const inside = name.slice(parameter.length);
  if (!/^(\[[^[\]]+\])+$/.test(inside)) throw new StyleError('has malformed brackets');
  return inside.slice(1, -1).split('][');
}

function putDeep(fields: Map<string, RawValue>, steps: readonly string[], value: RawValue): void {
  const [step, ...rest] = steps as [string, ...string[]];
  if (rest.length === 0) return addField(fields, step, value);
  if (step === '__proto__') throw new StyleError('has a property named __proto__');
  const inner = fields.get(step) ?? new Map<string, RawValue>();
  if (!(inner instanceof Map)) throw new StyleError('has a property that is a value and an object');
  fields.set(step, inner);
  putDeep(inner as Map<string, RawValue>, rest, value);
}

function shapeAt(shape: Shape, steps: readonly string[]): Shape | undefined {
  return steps.reduce<Shape | undefined>((at, step) => at?.properties.get(step) ?? at?.additional, shape);
}

/** `filter[role]=clerk&filter[level]=3`; deeper brackets are read the way most servers read them. */
function deepObject(pairs: readonly Pair[], { name, shape, decode }: Style): RawValue | undefined {
  const fields = new Map<string, RawValue>();
  const lists = new Set<string>();
  for (const pair of pairs) {
    const steps = bracketsOf(pair.name, name);
    if (!steps) continue;
    if (steps.length > 8) throw new StyleError('is nested too deep');
    const inner = shapeAt(shape, steps);
    if (!inner || !isArrayShape(inner)) putDeep(fields, steps, decode(pair.value));
    else if (!lists.has(pair.name)) {
      lists.add(pair.name);
      putDeep(fields, steps, valuesOf(pairs, pair.name).map(decode));
    }
  }
  return fields.size > 0 ? fields : undefined;
}

/** A parameter of the query, a form or a cookie; undefined when it is absent. */
export function readPairs(
  pairs: readonly Pair[],
  own: Style,
  isClaimed: (name: string) => boolean,
): RawValue | undefined {
  const kind = kindOf(own.shape);
  if (kind === 'fields' && own.style === 'deepObject') return deepObject(pairs, own);
  if (kind === 'fields' && own.explode && own.style === 'form') return explodedForm(pairs, own, isClaimed);
  const values = valuesOf(pairs, own.name);
  if (values.length === 0) return undefined;
  if (kind !== 'list' || !own.explode) return fromText(single(values), own);
  return values.length === 1 && allowsText(own.shape) ? own.decode(values[0]!) : values.map(own.decode);
}

/** The pieces of an exploded path value, its leading sign taken off. */
function explodedPieces(text: string, { style, name, shape }: Style): readonly string[] {
  if (style === 'label') return text.slice(1).split('.');
  if (style !== 'matrix') return text.split(',');
  const pieces = text.slice(1).split(';');
  if (kindOf(shape) === 'fields') return pieces;
  return pieces.map((piece) => {
    if (!piece.startsWith(`${name}=`)) throw new StyleError('does not keep to its style');
    return piece.slice(name.length + 1);
  });
}

function withoutPrefix(text: string, { style, name }: Style): string {
  if (style === 'label') return text.slice(1);
  if (style !== 'matrix') return text;
  if (text.startsWith(`;${name}=`)) return text.slice(name.length + 2);
  throw new StyleError('does not keep to its style');
}

const leading: Readonly<Partial<Record<ParameterStyle, string>>> = { label: '.', matrix: ';' };

/** A parameter of the path (simple, label, matrix) or of a header (simple). */
export function readSegment(text: string, own: Style): RawValue {
  const sign = leading[own.style];
  if (sign && !text.startsWith(sign)) throw new StyleError('does not keep to its style');
  const kind = kindOf(own.shape);
  if (kind === 'text' || !own.explode) return fromText(withoutPrefix(text, own), own);
  const pieces = explodedPieces(text, own);
  return kind === 'fields' ? assignments(pieces, own.decode) : pieces.map(own.decode);
}
