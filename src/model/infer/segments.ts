import { findSecret, looksLikeKey } from '../../core/secret-shapes.js';

/** Longer ones are tokens or texts, never names of things. */
const longestWord = 40;

const idForms: readonly RegExp[] = [
  /^-?\d+(?:\.\d+)?$/,
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  /^(?=.*\d)[0-9a-f]{12,}$/i,
  // ULID
  /^[0-9A-HJKMNP-TV-Z]{26}$/,
  /^\d{4}-\d{2}(?:-\d{2})?(?:T.*)?$/,
  // ord-1001, INV2024001
  /^[a-z]{1,12}[-_]?\d{3,}$/i,
  // cus_NffrFeUfNV2Hib
  /^[a-z]{1,12}_(?=.*\d)[a-z0-9]{6,}$/i,
  /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{8,}$/,
  /^(?=.*\d)(?=.*[a-z])[a-z0-9]{16,}$/i,
  /^\+?\d[\d\s().-]{5,}$/,
];

/** A text that stands for one thing of many, or that tells of a person: never copied into a contract. */
export function isId(text: string): boolean {
  if (text.length > longestWord || !/^[\w.~!$'*-]+$/.test(text)) return true;
  return idForms.some((form) => form.test(text)) || looksLikeKey(text) || findSecret(text) !== undefined;
}

/** A name of a property, parameter or header: a word that programs use. Everything else may be somebody's data. */
export function isName(text: string): boolean {
  return /^[$@_]{0,2}[A-Za-z][\w.:[\]-]{0,63}$/.test(text) && !isId(text.replaceAll(/[[\]:$@]/g, ''));
}

/** Versions look like ids and are none. */
const version = /^v\d+(?:[.-]\w{1,8})*$/i;

export function isVersion(text: string): boolean {
  return version.test(text);
}
