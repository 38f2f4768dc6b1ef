import { decodeBase64 } from './base64.js';
import { canonicalForms, type Form } from './canonical.js';
import { classesOf, has, plain } from './characters.js';
import type { Family, FieldKind, Score } from '../core/inspection.js';
import type { Detector, Hit, Part } from './detector.js';
import { detectors } from './detectors.js';
import { readings, type Reading } from './kinds.js';
import { leavesOfJsonText } from './nested-json.js';
import { shorten, type Window } from './windows.js';

/** What was seen in one value. The worst hit alone counts: a sum would make long requests guilty. */
export interface Sighting {
  readonly family: Family;
  /** Version of the detector. */
  readonly version: number;
  readonly score: Score;
  readonly reason: string;
  /** How the value was decoded before it was seen: `percent>base64`; empty when it stands there as received. */
  readonly chain: string;
  /** The reading in which it was seen; to be redacted before it is kept anywhere. */
  readonly text: string;
  /** In `text`, UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  /** Score from which the kind of this field denies. */
  readonly denyAt: Score;
  /** The kind of this field never denies. */
  readonly monitorsOnly: boolean;
}

const asked: ReadonlyMap<FieldKind, readonly Detector[]> = new Map(
  (Object.keys(readings) as FieldKind[]).map((kind) => {
    const { families } = readings[kind];
    return [kind, [...detectors].filter(({ id }) => !families || families.has(id))];
  }),
);

/** Fenced and inline code of markdown becomes blanks: what is quoted is not sent to be run. */
function withoutCodeSpans(text: string): string {
  const parts = text.split('`');
  return parts.length < 3 ? text : parts.map((part, i) => (i % 2 === 1 && i < parts.length - 1 ? ' ' : part)).join(' ');
}

/** A number in front may be the value of an unquoted SQL literal. */
function startsLikeNumber(text: string): boolean {
  let i = 0;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  // `-1 union ...`: a number that no row has.
  if (text[i] === '-') i++;
  const code = text.charCodeAt(i);
  return code >= 48 && code <= 57;
}

/** What a query of nothing but words cannot do without. */
const wordOfQuery = /\b(?:union|select)\s/i;

/** Of a text of plain characters: mixed case without blanks may be base64. */
function mayBeBase64(value: string, classes: number): boolean {
  if (value.length < 8 || classes & has.blank) return false;
  return (classes & (has.upper | has.lower)) === (has.upper | has.lower);
}

/** Of a text of plain characters: a number followed by words, or words that only queries combine, may be SQL. */
function mayBeSql(value: string, classes: number): boolean {
  if (!(classes & has.blank)) return false;
  return ((classes & has.digit) !== 0 && startsLikeNumber(value)) || wordOfQuery.test(value);
}

/** Names that reach the prototype, and those that frameworks give to their sessions. */
const tellingName = /__|prototype|sess|\.sid|cftoken|^cfid$|^cakephp$|^meteor_login_token$|^shiny-token$/i;
/** Packages of Java whose classes run things. */
const packages = /\b(?:javax?|sun|org\.apache|org\.springframework|com\.sun|com\.opensymphony|processbuilder|class)\./i;
const tellingField = /^(?:user-agent$|x[-_])/;

/** How objects of Java, .NET and Python begin, in base64 or hexadecimal digits. */
const serialised = /^(?:rO0AB|KztAAU|Cs7QAF|H4sIAAAAAAAA|AAEAAAD\/|gASV|gA[JN]j|aced0005)/;

/** What plain characters can still say: a file's ending, a name of the prototype, a program that names itself. */
function speaks(value: string, kind: FieldKind, { in: place, isName, name }: Part): boolean {
  if (packages.test(value) || (isName && tellingName.test(value)) || serialised.test(value)) return true;
  return (
    kind === 'filename' || (kind === 'url' && value.includes(':')) || (place === 'header' && tellingField.test(name))
  );
}

/** Whether a name of the caller's making can be no attack, by its characters alone. */
export function isPlainName(name: string): boolean {
  return isPlain(name, 'name') && !tellingName.test(name);
}

/** Whether a value can be no attack, by its kind and its characters alone: most values of an API are such. */
export function isPlain(value: string, kind: FieldKind): boolean {
  if (kind === 'pinned' || kind === 'password' || kind === 'binary' || value.length === 0) return true;
  if (kind === 'filename') return false;
  const classes = classesOf(value);
  if (classes & ~plain || mayBeBase64(value, classes) || mayBeSql(value, classes)) return false;
  if (kind === 'url' && classes & has.colon) return false;
  if (serialised.test(value)) return false;
  return !(classes & has.dot) || !packages.test(value);
}

interface Seen {
  readonly detector: Detector;
  readonly hit: Hit;
  readonly form: Form;
  readonly window: Window;
}

function look(form: Form, list: readonly Detector[], part: Part): Seen | undefined {
  let worst: Seen | undefined;
  for (const window of shorten(form.text)) {
    for (const detector of list) {
      if (detector.needs !== 0 && !(form.classes & detector.needs)) continue;
      const hit = detector.detect(window.text, part, form.classes);
      if (hit && (!worst || hit.score > worst.hit.score)) worst = { detector, hit, form, window };
      if (worst?.hit.score === 5) return worst;
    }
  }
  return worst;
}

function worseOf(a: Seen | undefined, b: Seen | undefined): Seen | undefined {
  if (!a || !b) return a ?? b;
  return b.hit.score > a.hit.score ? b : a;
}

function toSighting({ detector, hit, form, window }: Seen, reading: Reading): Sighting {
  return {
    family: detector.id,
    version: detector.version,
    score: hit.score,
    reason: hit.reason,
    chain: form.chain,
    text: window.text,
    offset: hit.offset,
    length: hit.length,
    denyAt: reading.denyAt,
    monitorsOnly: reading.monitorsOnly === true,
  };
}

const tooDeeply: Hit = { score: 4, offset: 0, length: 0, reason: 'encoded more than five times' };

/**
 * Looks for attacks in one value: canonical forms, then the detectors that the kind of the field asks for, each only on
 * a text that has its characters. Undefined when nothing was seen. Time is linear in the length of the value.
 */
export function inspectValue(value: string, kind: FieldKind, place: Part): Sighting | undefined {
  const list = asked.get(kind)!;
  if (list.length === 0 || value.length === 0) return undefined;
  const classes = classesOf(value);
  if (!(classes & ~plain) && !speaks(value, kind, place)) {
    if (mayBeBase64(value, classes)) {
      if (!decodeBase64({ text: value, chain: '', classes })) return undefined;
    } else if (!mayBeSql(value, classes)) return undefined;
  }
  const part = kind === 'url' ? { ...place, isAddress: true } : place;
  const reading = readings[kind];
  const quoted = reading.skipsCodeSpans && classes & has.backtick ? withoutCodeSpans(value) : value;
  const { forms, tooDeep } = canonicalForms(quoted, quoted === value ? classes : undefined);
  let worst: Seen | undefined;
  for (const form of forms) {
    worst = worseOf(worst, look(form, list, part));
    if (worst?.hit.score !== 5) worst = worseOf(worst, lookInside(form, list, part));
    if (worst?.hit.score === 5) break;
  }
  if (worst) return toSighting(worst, reading);
  const protocol = tooDeep ? list.find(({ id }) => id === 'protocol') : undefined;
  const form = forms.at(-1)!;
  return protocol && toSighting({ detector: protocol, hit: tooDeeply, form, window: { text: form.text } }, reading);
}

const deepestJson = 3;

/** JSON in a string: its leaves, and JSON in their strings, three levels down. */
function lookInside(form: Form, list: readonly Detector[], part: Part, depth = 1): Seen | undefined {
  if (!(form.classes & (has.brace | has.bracket)) || !(form.classes & has.doubleQuote)) return undefined;
  let worst: Seen | undefined;
  for (const leaf of leavesOfJsonText(form.text)) {
    const chain = form.chain ? `${form.chain}>json` : 'json';
    const place = leaf.isName ? { ...part, isName: true } : part;
    for (const inner of canonicalForms(leaf.text).forms) {
      const named = { ...inner, chain: inner.chain ? `${chain}>${inner.chain}` : chain };
      worst = worseOf(worst, look(named, list, place));
      if (depth < deepestJson) worst = worseOf(worst, lookInside(named, list, place, depth + 1));
    }
  }
  return worst;
}
