import { classesOf, has } from './characters.js';
import { decodeBase64 } from './base64.js';
import { decodeBackslashes, decodeEntities, decodePercent, foldUnicode } from './decoders.js';

/** One reading of a value: what a server behind may see after it has decoded it once more. */
export interface Form {
  readonly text: string;
  /** The decodings in order, as evidence: `percent>entity`. Empty for the value as received. */
  readonly chain: string;
  readonly classes: number;
}

export interface Forms {
  readonly forms: readonly Form[];
  /** Still encoded after the last round: nothing honest is, and what it would say is unknown. */
  readonly tooDeep: boolean;
}

const mostRounds = 5;
const mostForms = 4;

interface Decoding {
  readonly name: string;
  readonly needs: number;
  readonly decode: (text: string) => string;
}

const decodings: readonly Decoding[] = [
  { name: 'percent', needs: has.percent, decode: decodePercent },
  { name: 'entity', needs: has.ampersand, decode: decodeEntities },
  { name: 'escape', needs: has.backslash, decode: decodeBackslashes },
  { name: 'unicode', needs: has.nonAscii | has.control, decode: foldUnicode },
];

/** One round: every decoding that applies, one after the other. */
function decodeOnce({ text, chain, classes }: Form): Form | undefined {
  let decoded = text;
  const names: string[] = chain ? [chain] : [];
  for (const { name, needs, decode } of decodings) {
    if (!(classes & needs)) continue;
    const next = decode(decoded);
    if (next !== decoded) names.push(name);
    decoded = next;
  }
  if (decoded === text) return undefined;
  return { text: decoded, chain: names.join('>'), classes: classesOf(decoded) };
}

const decodable = has.percent | has.ampersand | has.backslash | has.nonAscii | has.control;

/**
 * The readings of a value: as received, and after up to five rounds of decoding (percent, `%uXXXX`, overlong UTF-8,
 * character references, backslash escapes, compatibility and invisible characters, base64). At most four are kept: the
 * first and the last ones. CWE-174, CWE-180.
 */
export function canonicalForms(value: string, classes = classesOf(value)): Forms {
  const first: Form = { text: value, chain: '', classes };
  const inner = decodeBase64(first);
  if (!(classes & decodable)) return { forms: inner ? [first, inner] : [first], tooDeep: false };
  const forms = [first];
  let last = inner ?? first;
  if (inner) forms.push(inner);
  for (let round = 0; round < mostRounds; round++) {
    const next = decodeOnce(last) ?? (last === inner ? decodeOnce(first) : undefined);
    if (!next) return { forms, tooDeep: false };
    const opened = decodeBase64(next);
    last = opened ?? next;
    for (const form of opened ? [next, opened] : [next]) forms.push(form);
    while (forms.length > mostForms) forms.splice(1, 1);
  }
  return { forms, tooDeep: decodeOnce(last) !== undefined };
}
