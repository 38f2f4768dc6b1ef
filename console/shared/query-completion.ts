import { term, wordAt } from './query-text.js';

/** A field of the query language, as `GET /events/fields` tells it. */
export interface FieldHelp {
  readonly name: string;
  readonly type: 'word' | 'number' | 'rank' | 'time';
  readonly describe: string;
  readonly values?: readonly string[];
}

export interface Completion {
  readonly insert: string;
  readonly describe: string;
  /** A condition that is complete: a blank follows. */
  readonly isWhole: boolean;
}

export interface CompletionSource {
  readonly fields: readonly FieldHelp[];
  readonly valuesOf?: ((field: string) => readonly string[]) | undefined;
}

const most = 10;

/** What the word at the caret may become: names of fields first, then the values of the field. */
export function completionsFor(query: string, caret: number, source: CompletionSource): readonly Completion[] {
  const { word } = wordAt(query, caret);
  const sign = word.startsWith('-') ? '-' : '';
  const plain = word.slice(sign.length);
  const [, name, operator, value] = /^([\w.]+)(:|>=|<=|>|<)(.*)$/s.exec(plain) ?? [];
  if (name === undefined || operator === undefined) return names(plain, sign, source.fields);
  return valuesFor({ name, operator, value: value ?? '', sign }, source);
}

function names(start: string, sign: string, fields: readonly FieldHelp[]): readonly Completion[] {
  return fields
    .filter(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()))
    .slice(0, most)
    .map(({ name, describe }) => ({ insert: `${sign}${name}:`, describe: plainText(describe), isWhole: false }));
}

interface Started {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
  readonly sign: string;
}

function valuesFor({ name, operator, value, sign }: Started, { fields, valuesOf }: CompletionSource) {
  const field = fields.find((each) => each.name === name);
  if (!field) return [];
  const start = value.replace(/^"/, '').toLowerCase();
  const known = new Set([...(valuesOf?.(name) ?? []), ...(field.values ?? hintsOf(field))]);
  return [...known]
    .filter((each) => each.toLowerCase().startsWith(start) && each.toLowerCase() !== start)
    .slice(0, most)
    .map((each) => ({ insert: `${sign}${termOf(name, operator, each)}`, describe: '', isWhole: true }));
}

function termOf(name: string, operator: string, value: string): string {
  return operator === ':' ? term(name, value) : `${name}${operator}${value}`;
}

function hintsOf({ type, name }: FieldHelp): readonly string[] {
  if (type === 'time') return ['15m', '1h', '24h', '7d'];
  return name === 'status' ? ['2xx', '4xx', '5xx'] : [];
}

const plainText = (text: string): string => text.replaceAll('`', '');
