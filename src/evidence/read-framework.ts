import { PortcullisErrors, PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import { documentsFromText } from '../model/documents.js';
import { items } from './items.js';
import type { Control, Framework, PlaceOf } from './types.js';

const keysOf = {
  framework: ['id', 'title', 'edition', 'publisher', 'controls'],
  control: ['id', 'title', 'needs', 'evidence'],
} as const;

const mostControls = 2000;
const framing = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * Reads a framework file (YAML or JSON). Everything that is wrong is told at once, each with its place.
 * Throws `SYNTAX_INVALID`, `FRAMEWORK_INVALID`, `FILE_TOO_LARGE`.
 */
export function readFramework(file: string, text: string): Framework {
  const documents = documentsFromText(file, text, { refs: false });
  const place: PlaceOf = (pointer, key = false) => documents.locate({ file, pointer }, key);
  const reader = new FrameworkReader(place);
  const framework = reader.framework(documents.files.get(file)!.value);
  const [first, ...rest] = reader.errors;
  if (first) throw rest.length > 0 ? new PortcullisErrors([first, ...rest]) : first;
  return Object.freeze({ ...framework, source: { name: file, text } });
}

class FrameworkReader {
  readonly errors: PortcullisError[] = [];
  readonly #place: PlaceOf;

  constructor(place: PlaceOf) {
    this.#place = place;
  }

  framework(value: unknown): Omit<Framework, 'source'> {
    const map = this.#map(value, '', keysOf.framework);
    const id = this.#text(map, '', 'id');
    if (id !== '' && !framing.test(id))
      this.#fault('/id', 'The id of the framework is not a name', 'lower-case letters, digits and hyphens');
    return {
      id,
      title: this.#text(map, '', 'title'),
      edition: this.#text(map, '', 'edition'),
      publisher: this.#text(map, '', 'publisher'),
      controls: this.#controls(map['controls']),
    };
  }

  #controls(value: unknown): readonly Control[] {
    if (!Array.isArray(value) || value.length === 0 || value.length > mostControls) {
      this.#fault('/controls', 'The framework has no list of controls', `1 to ${mostControls} controls`);
      return [];
    }
    const seen = new Set<string>();
    return value.map((one, n) => this.#control(one, `/controls/${n}`, seen));
  }

  #control(value: unknown, at: string, seen: Set<string>): Control {
    const map = this.#map(value, at, keysOf.control);
    const id = this.#text(map, at, 'id');
    if (id !== '' && seen.has(id)) this.#fault(`${at}/id`, `The control ${id} stands twice`, 'each number once');
    seen.add(id);
    return {
      id,
      title: this.#text(map, at, 'title'),
      needs: this.#text(map, at, 'needs'),
      evidence: this.#evidence(map['evidence'], `${at}/evidence`),
    };
  }

  #evidence(value: unknown, at: string): readonly string[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.#fault(at, 'A control names its evidence', 'a list of ids of evidence items');
      return [];
    }
    return value.filter((id, n): id is string => {
      if (typeof id === 'string' && items.get(id)) return true;
      this.#unknown(String(id), `${at}/${n}`);
      return false;
    });
  }

  #unknown(id: string, at: string): void {
    const hint = didYouMean(id, items.ids) ?? `known are ${items.ids.join(', ')}`;
    this.#add(`There is no evidence item "${id}"`, at, { expected: 'the id of an evidence item', hint });
  }

  #map(value: unknown, at: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#fault(at, `${at === '' ? 'A framework' : 'A control'} is a map`, `keys ${keys.join(', ')}`);
      return {};
    }
    for (const key of Object.keys(value).filter((name) => !keys.includes(name))) {
      this.#add(`Unknown key "${key}"`, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, {
        key: true,
        expected: keys.join(', '),
        hint: didYouMean(key, keys),
      });
    }
    return value as Readonly<Record<string, unknown>>;
  }

  #text(map: Readonly<Record<string, unknown>>, at: string, key: string): string {
    const value = map[key];
    // 6.10 without quotes is the number 6.1: a control would be another one.
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (Object.keys(map).length > 0)
      this.#fault(
        value === undefined ? at : `${at}/${key}`,
        `"${key}" is missing or not a text`,
        'a text, in quotes where it looks like a number',
      );
    return '';
  }

  #fault(at: string, message: string, expected: string): void {
    this.#add(message, at, { expected });
  }

  #add(
    message: string,
    at: string,
    facts: { readonly key?: boolean; readonly expected: string; readonly hint?: string | undefined },
  ): void {
    const { key = false, ...rest } = facts;
    this.errors.push(new PortcullisError('FRAMEWORK_INVALID', message, { place: this.#place(at, key), ...rest }));
  }
}
