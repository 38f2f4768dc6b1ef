import { findSecret, looksLikeKey } from '../../core/secret-shapes.js';

/** Longer ones are tokens or texts, never names of things. */
const longestWord = 40;

/** Ids whatever they stand in. */
const strictForms: readonly RegExp[] = [
  /^-?\d+(?:\.\d+)?$/,
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  /^(?=.*\d)[0-9a-f]{12,}$/i,
  // ULID
  /^[0-9A-HJKMNP-TV-Z]{26}$/,
  // ord-1001, INV2024001
  /^[a-z]{1,12}[-_]?\d{3,}$/i,
  // cus_NffrFeUfNV2Hib9
  /^[a-z]{1,12}_(?=(?:.*\d){2})[a-z0-9]{6,}$/i,
  /^(?=(?:.*\d){3})(?=.*[a-z])[a-z0-9_-]{20,}$/i,
];

/** Ids where they are a part of a path. */
const looseForms: readonly RegExp[] = [
  /^\d{4}-\d{2}(?:-\d{2})?(?:T.*)?$/,
  /^(?=(?:.*\d){2})(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{8,}$/,
  /^(?=(?:.*\d){2})(?=.*[a-z])[a-z0-9]{16,}$/i,
  /^\+?\d[\d\s().-]{5,}$/,
];

/** Algorithms and standards are words, not ids. */
const numbered = /^(?:sha|aes|iso|rfc|[rehp]s)[-_]?\d{3,}$/i;

const isSecret = (text: string): boolean => looksLikeKey(text) || findSecret(text) !== undefined;
const isOneOf = (forms: readonly RegExp[], text: string): boolean =>
  !numbered.test(text) && forms.some((form) => form.test(text));

/** A part of a path that stands for one thing of many, or that tells of a person: never copied into a contract. */
export function isId(text: string): boolean {
  if (text.length > longestWord || /^\.+$/.test(text) || !/^[\w.~!$'*-]+$/.test(text)) return true;
  return isOneOf(strictForms, text) || isOneOf(looseForms, text) || isSecret(text);
}

/** A name of a property, parameter or header: a word that programs use. Everything else may be somebody's data. */
export function isName(text: string): boolean {
  const bare = text.replaceAll(/[[\]:$@]/g, '');
  const isWord = /^[$@_]{0,2}[A-Za-z](?:[\w.:-]|\[[\w.:-]*\]){0,63}$/.test(text) && text !== '__proto__';
  return isWord && !isOneOf(strictForms, bare) && !isSecret(bare);
}

/** Versions look like ids and are none. */
export function isVersion(text: string): boolean {
  return /^v\d+(?:[.-]\w{1,8})*$/i.test(text);
}
