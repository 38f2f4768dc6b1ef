import { classesOf, has, plain } from './characters.js';
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

const decodable = has.percent | has.ampersand | has.backslash | has.nonAscii | has.control;

/** One round: base64, or every other decoding that applies, one after the other. */
function decodeOnce(form: Form): Form | undefined {
  const { text, chain, classes } = form;
  if (!(classes & decodable)) return decodeBase64(form);
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

/**
 * The readings of a value: as received, and after up to five rounds of decoding (percent, `%uXXXX`, overlong UTF-8,
 * character references, backslash escapes, compatibility and invisible characters, base64). At most four are kept: the
 * first and the last ones. CWE-174, CWE-180.
 */
export function canonicalForms(value: string, classes = classesOf(value)): Forms {
  const { forms, tooDeep } = decodedForms(value, classes);
  const last = forms.at(-1)!;
  return mayHidePlus(last) ? { forms: [...forms, withBlanks(last)], tooDeep } : { forms, tooDeep };
}

const fewestPlus = 2;
const longestPlus = 2_048;

/** `a+or+1=1`, sent where nobody takes `+` for a blank, is decoded by what comes behind. */
function mayHidePlus({ text, classes }: Form): boolean {
  if (!(classes & has.plus) || classes & has.blank || !(classes & ~(plain | has.plus | has.slash))) return false;
  return text.length <= longestPlus && text.split('+', fewestPlus + 1).length > fewestPlus;
}

function withBlanks({ text, chain, classes }: Form): Form {
  return { text: text.replaceAll('+', ' '), chain: chain ? `${chain}>plus` : 'plus', classes: classes | has.blank };
}

function decodedForms(value: string, classes: number): Forms {
  const forms: Form[] = [{ text: value, chain: '', classes }];
  for (let round = 0; round < mostRounds; round++) {
    const next = decodeOnce(forms.at(-1)!);
    if (!next) return { forms, tooDeep: false };
    forms.push(next);
    if (forms.length > mostForms) forms.splice(1, 1);
  }
  return { forms, tooDeep: decodeOnce(forms.at(-1)!) !== undefined };
}
