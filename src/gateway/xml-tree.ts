import { isUtf8 } from 'node:buffer';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { maxJsonDepth } from './json-scan.js';

/** An element, without what only writers care about: comments, prefixes, CDATA. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** All its own text, joined. */
  text: string;
}

export type XmlResult =
  { readonly root: XmlElement; readonly reason?: undefined } | { readonly reason: string; readonly root?: undefined };

const maxAttributes = 64;
const maxElements = 10_000;
const xmlns = 'http://www.w3.org/2000/xmlns/';
const xsi = 'http://www.w3.org/2001/XMLSchema-instance';

class Refusal extends Error {}

function elementOf({ local, uri, attributes }: SaxesTagNS): XmlElement {
  const all = Object.values(attributes);
  if (all.length > maxAttributes) throw new Refusal(`has an element with more than ${maxAttributes} attributes`);
  const kept = new Map<string, string>();
  for (const { local: name, uri: space, value } of all) {
    if (space === xmlns) continue;
    // `xsi:type` and its kin choose a class at some readers; only `nil` has a meaning here.
    if (space === xsi && name !== 'nil') throw new Refusal('has an attribute that would choose another type');
    const key = space === xsi ? 'xsi:nil' : name;
    if (kept.has(key)) throw new Refusal('has an attribute twice in one element');
    kept.set(key, value);
  }
  return { name: local, namespace: uri, attributes: kept, children: [], text: '' };
}

class TreeReader {
  readonly #parser = new SaxesParser({ xmlns: true });
  readonly #open: XmlElement[] = [];
  #root: XmlElement | undefined;
  #elements = 0;

  constructor() {
    const parser = this.#parser;
    const refuse = (reason: string) => () => {
      throw new Refusal(reason);
    };
    parser.on('error', refuse('is not well-formed XML'));
    // CWE-611, CWE-776: without a DOCTYPE there are no entities but the five of XML.
    parser.on('doctype', refuse('has a DOCTYPE'));
    parser.on('processinginstruction', refuse('has a processing instruction'));
    parser.on('xmldecl', ({ version, encoding }) => {
      if (version !== '1.0') throw new Refusal('is not XML 1.0');
      if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) throw new Refusal('is not UTF-8');
    });
    parser.on('opentag', (tag) => this.#begin(elementOf(tag)));
    parser.on('closetag', () => void this.#open.pop());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
  }

  #begin(element: XmlElement): void {
    if (this.#open.length === maxJsonDepth) throw new Refusal(`is nested deeper than ${maxJsonDepth}`);
    if (++this.#elements > maxElements) throw new Refusal(`has more than ${maxElements} elements`);
    this.#open.at(-1)?.children.push(element);
    this.#root ??= element;
    this.#open.push(element);
  }

  #text(text: string): void {
    const element = this.#open.at(-1);
    if (element) element.text += text;
  }

  read(text: string): XmlElement {
    this.#parser.write(text).close();
    if (!this.#root) throw new Refusal('is not well-formed XML');
    return this.#root;
  }
}

/**
 * Reads a well-formed XML document (XML 1.0, Namespaces) that means the same to every reader: UTF-8, no DOCTYPE, no
 * processing instruction, no `xsi:type`; nested at most 32 deep, 64 attributes an element, 10,000 elements.
 */
export function readXml(bytes: Buffer): XmlResult {
  if (!isUtf8(bytes)) return { reason: 'is not UTF-8' };
  try {
    return { root: new TreeReader().read(bytes.toString('utf8')) };
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    return { reason: cause.message };
  }
}
