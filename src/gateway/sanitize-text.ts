import { FilterXSS } from 'xss';
import type { Sanitizer } from '../model/types.js';

/** C0 without tab, line feed and carriage return; C1; characters that turn or hide text (CWE-1007, CVE-2021-42574). */
const controls = /(?![\t\n\r])[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

const plain = ['b', 'i', 'em', 'strong', 'u', 's', 'p', 'br', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre'];

/** Only absolute links of these kinds: no scheme, however it is written, can run code. */
const link = /^(?:https?:\/\/|mailto:)[^\s"'<>`\\\p{Cc}]*$/iu;

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Entities of a link are undone by browsers before they follow it; what is then no plain link goes. */
function plainLink(value: string): string {
  const text = value.replaceAll('&amp;', '&');
  return link.test(text) && !/&[#a-z]/i.test(text.replaceAll(/&[a-z0-9_.-]+=/gi, '')) ? escapeAttribute(text) : '';
}

const filter = new FilterXSS({
  whiteList: { ...Object.fromEntries(plain.map((tag) => [tag, []])), a: ['href'] },
  stripIgnoreTag: true,
  stripIgnoreTagBody: [
    'script',
    'style',
    'noscript',
    'template',
    'iframe',
    'object',
    'svg',
    'math',
    'textarea',
    'title',
    'xmp',
  ],
  allowCommentTag: false,
  css: false,
  safeAttrValue: (_tag, _name, value) => plainLink(value),
});

const actions: Readonly<Record<Sanitizer, (text: string) => string>> = {
  trim: (text) => text.trim(),
  nfc: (text) => text.normalize('NFC'),
  stripControls: (text) => text.replaceAll(controls, ''),
  // HTML reads `<` as text where no name follows; the filter would take it for a tag (WHATWG HTML 13.2.5.6).
  html: (text) => filter.process(text.replaceAll(/<(?![a-z/!?])/gi, '&lt;')),
};

/** Cleans a text; `changed` are those of the kinds that changed it, in turn. */
export function sanitizeText(
  text: string,
  kinds: readonly Sanitizer[],
): { text: string; changed: readonly Sanitizer[] } {
  const changed: Sanitizer[] = [];
  let cleaned = text;
  for (const kind of kinds) {
    const next = actions[kind](cleaned);
    if (next !== cleaned) changed.push(kind);
    cleaned = next;
  }
  return { text: cleaned, changed };
}
