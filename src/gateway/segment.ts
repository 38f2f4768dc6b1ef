/** A path segment of a template that holds parameters: `{id}`, `{name}.json`, `{from}-{to}`. */
export interface SegmentPattern {
  readonly names: readonly string[];
  /** Text before, between and after the parameters: always one more than there are names. */
  readonly texts: readonly string[];
  /** The segment is one parameter and nothing else. */
  readonly whole: boolean;
  readonly literalLength: number;
  /** Equal for segments that match the same texts, whatever the parameters are called. */
  readonly key: string;
}

/** `undefined` when the segment is a literal. */
export function compileSegment(segment: string): SegmentPattern | undefined {
  const pieces = segment.split(/\{([^{}]+)\}/);
  if (pieces.length === 1) return undefined;
  const texts = pieces.filter((_, i) => i % 2 === 0);
  const names = pieces.filter((_, i) => i % 2 === 1);
  const literalLength = texts.reduce((sum, text) => sum + text.length, 0);
  return { names, texts, whole: names.length === 1 && literalLength === 0, literalLength, key: texts.join('{}') };
}

/** The parameters' raw values, each the shortest that is not empty (the last takes the rest): no backtracking. */
export function matchSegment({ texts }: SegmentPattern, segment: string): readonly string[] | undefined {
  const last = texts[texts.length - 1]!;
  if (!segment.startsWith(texts[0]!) || !segment.endsWith(last)) return undefined;
  const end = segment.length - last.length;
  const values: string[] = [];
  let from = texts[0]!.length;
  for (let i = 1; i < texts.length - 1; i++) {
    const at = segment.indexOf(texts[i]!, from + 1);
    if (at === -1 || at >= end) return undefined;
    values.push(segment.slice(from, at));
    from = at + texts[i]!.length;
  }
  if (from >= end) return undefined;
  values.push(segment.slice(from, end));
  return values;
}
