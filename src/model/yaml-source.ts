import {
  CORE_SCHEMA,
  EVENT_ID,
  SCALAR_STYLE,
  YAMLException,
  constructFromEvents,
  load,
  mergeTag,
  parseEvents,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import { PortcullisError } from '../core/errors.js';
import type { DocumentLimits } from './limits.js';
import { duplicateKeys, OutlineBuilder, outlineKinds, placer, type Outline } from './outline.js';
import type { Problem } from './types.js';

/** A text with its value and the places of its nodes. */
export interface Source {
  readonly value: unknown;
  outline(): Outline;
}

export interface SourceText {
  /** Path as shown to people. */
  readonly file: string;
  readonly text: string;
  readonly limits: DocumentLimits;
  /** Takes what is wrong and can be read all the same (a key that stands twice: the last one counts). */
  readonly leftOut?: ((problem: Problem) => void) | undefined;
}

// Contracts use `<<`, which YAML 1.2 has dropped.
const schema = CORE_SCHEMA.withTags(mergeTag);

const kindOfStyle = {
  [SCALAR_STYLE.PLAIN]: outlineKinds.plain,
  [SCALAR_STYLE.SINGLE_QUOTED]: outlineKinds.single,
  [SCALAR_STYLE.DOUBLE_QUOTED]: outlineKinds.double,
  [SCALAR_STYLE.LITERAL_BLOCK]: outlineKinds.block,
  [SCALAR_STYLE.FOLDED_BLOCK]: outlineKinds.block,
} as const;

const expectations: readonly (readonly [pattern: RegExp, expected: string])[] = [
  [/duplicated mapping key/, 'every key once in a mapping'],
  [/maxDepth/, 'less nesting'],
  [/maxAliases|merge keys/, 'fewer aliases'],
  [/unidentified alias/, 'an anchor (&name) before its alias (*name)'],
  [/unknown .* tag/, 'a value without a tag of its own'],
  [/indentation/, 'keys of one mapping in one column'],
  [/complex keys/, 'a text as key'],
  [/tab/, 'spaces for indentation'],
  [/flow collection|end of the stream/, 'a closing bracket or quote'],
];

/**
 * Parses one YAML 1.2 document (with YAML 1.1's `<<`): values and positions from one parse.
 * Throws `SYNTAX_INVALID` for bad syntax, duplicate keys, a second document, cyclic aliases and alias bombs.
 */
export function parseYaml(source: SourceText): Source {
  return withPlace(source, () => {
    const events = parseEvents(source.text, { maxDepth: source.limits.depth });
    const outline = outlineOf(events, source);
    if (source.leftOut) noteDuplicates(source, outline);
    const [value, ...more] = constructFromEvents(events, {
      source: source.text,
      schema,
      json: source.leftOut !== undefined,
      maxAliases: source.limits.aliases,
      maxTotalMergeKeys: 100_000,
    });
    if (more.length) refuse(source, offsetOfSecond(events), 'The file has more than one YAML document', 'one document');
    return { value: value ?? null, outline: () => outline };
  });
}

/** Says where keys stand twice in one map. */
export function noteDuplicates({ file, text, leftOut }: SourceText, outline: Outline): void {
  const placeAt = placer(file, text);
  for (const index of duplicateKeys(outline)) {
    const message = `The key "${outline.keyText(outline, index)}" stands twice here: what the first one holds was left out`;
    leftOut?.({ code: 'duplicate', message, place: placeAt(outline.starts[index]!, outline.ends[index]!) });
  }
}

function withPlace<T>(source: SourceText, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof PortcullisError) throw error;
    if (error instanceof YAMLException) throw syntaxError(source, error);
    if (error instanceof RangeError) throw tooDeep(source, error);
    throw error;
  }
}

function syntaxError(source: SourceText, error: YAMLException): PortcullisError {
  const place = placer(source.file, source.text)(error.mark?.position ?? 0);
  const expected = expectations.find(([pattern]) => pattern.test(error.reason))?.[1] ?? 'valid YAML';
  return new PortcullisError('SYNTAX_INVALID', `YAML: ${error.reason}`, { place, expected, cause: error });
}

/** The error for a document that is nested deeper than the limit (or than the parser's own stack). */
export function tooDeep(source: SourceText, cause?: unknown, offset = 0): PortcullisError {
  return new PortcullisError('SYNTAX_INVALID', 'The document is nested too deeply', {
    place: placer(source.file, source.text)(offset),
    expected: `at most ${source.limits.depth} levels`,
    cause,
  });
}

function refuse(source: SourceText, offset: number, message: string, expected: string): never {
  throw new PortcullisError('SYNTAX_INVALID', message, { place: placer(source.file, source.text)(offset), expected });
}

function offsetOfSecond(events: readonly Event[]): number {
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT);
  const first = events.slice(second + 1).find((event) => 'start' in event || 'valueStart' in event);
  if (!first) return 0;
  return Math.max(0, 'start' in first ? first.start : (first as ScalarEvent).valueStart);
}

/** A collection that is open, or one with an anchor: its size once everything in it is counted. */
interface Extent {
  index: number;
  nodes: number;
  depth: number;
  open: boolean;
}

/** Turns events into an outline and refuses aliases that make a cycle or expand to more than the limit. */
function outlineOf(events: readonly Event[], source: SourceText): Outline {
  const builder = new OutlineBuilder();
  const anchors = new Map<string, Extent>();
  const stack: Extent[] = [];

  function enter(extent: Extent, event: { anchorStart: number; anchorEnd: number }): void {
    if (event.anchorStart >= 0) anchors.set(source.text.slice(event.anchorStart, event.anchorEnd), extent);
  }
  function count(extent: Extent, offset: number): void {
    const parent = stack.at(-1);
    if (!parent) return;
    parent.nodes += extent.nodes;
    parent.depth = Math.max(parent.depth, extent.depth + 1);
    if (parent.nodes > source.limits.nodes) refuse(source, offset, 'The aliases expand to too much', 'fewer aliases');
    if (parent.depth > source.limits.depth) throw tooDeep(source);
  }
  function alias(event: { anchorStart: number; anchorEnd: number }): void {
    const target = anchors.get(source.text.slice(event.anchorStart, event.anchorEnd));
    // The parser of values says what is wrong with an unknown alias.
    if (!target) return;
    const offset = event.anchorStart - 1;
    if (target.open) refuse(source, offset, 'An alias stands inside its own anchor', 'an alias to another value');
    builder.aliases.set(builder.add(outlineKinds.alias, offset, event.anchorEnd), target.index);
    count(target, offset);
  }
  function close(): void {
    const extent = stack.pop();
    if (!extent) return;
    extent.open = false;
    builder.close(extent.index, builder.lastEnd());
    count(extent, 0);
  }

  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      const extent = { index: addScalar(builder, event), nodes: 1, depth: 1, open: false };
      enter(extent, event);
      count(extent, event.valueStart);
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const kind = event.type === EVENT_ID.MAPPING ? outlineKinds.map : outlineKinds.list;
      const extent = { index: builder.open(kind, event.start), nodes: 1, depth: 1, open: true };
      enter(extent, event);
      stack.push(extent);
    } else if (event.type === EVENT_ID.ALIAS) alias(event);
    else if (event.type === EVENT_ID.POP) close();
  }
  return builder.build(source.text, keyText);
}

function addScalar(builder: OutlineBuilder, event: ScalarEvent): number {
  if (event.valueStart < 0) return builder.add(outlineKinds.plain, builder.lastEnd(), builder.lastEnd());
  const quotes = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  return builder.add(kindOfStyle[event.style], event.valueStart - quotes, event.valueEnd + quotes);
}

function keyText({ text, kinds, starts, ends }: Outline, index: number): string {
  const raw = text.slice(starts[index], ends[index]);
  if (kinds[index] === outlineKinds.plain && !/[\n\r]/.test(raw)) return plainKey(raw);
  try {
    // A quoted key, or one over several lines.
    return String(load(raw));
  } catch {
    return raw;
  }
}

/** Numbers, booleans and null become texts as keys: `0x10:` is the key "16". */
function plainKey(raw: string): string {
  if (!/^([-+.\d]|null$|true$|false$|~$|$)/i.test(raw) || /^(0|[1-9]\d{0,14})$/.test(raw) || raw.startsWith('/'))
    return raw;
  try {
    return raw === '' ? 'null' : String(load(raw, { schema: CORE_SCHEMA }));
  } catch {
    return raw;
  }
}
