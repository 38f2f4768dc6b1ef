import { createHmac } from 'node:crypto';

/** The key of tokens of persons, from the pepper of the vault. */
export function personKey(pepper: Uint8Array): Buffer {
  return createHmac('sha256', pepper).update('persons in events').digest();
}

/** HMAC-SHA256 (RFC 2104), 96 bits of it: the same for the same name. */
export function personToken(key: Uint8Array, name: string): string {
  return `p_${createHmac('sha256', key).update(name).digest('base64url').slice(0, 16)}`;
}

/** `jwt:3f2a91c0:alice`: what recognised them, where, and who. The id of a key, `key:ID`, names no person. */
const idOfPerson = /^([\w-]+:[^:]*:)(.+)$/s;

/** The person in the id of a principal: the subject, as owner rules and `store erase` name them. */
export function personIn(id: string): string | undefined {
  return idOfPerson.exec(id)?.[2];
}

/** The id of a principal with a token in place of the person. */
export function principalToken(key: Uint8Array, id: string): string {
  const [, prefix, person] = idOfPerson.exec(id) ?? [];
  return person === undefined ? id : `${prefix}${personToken(key, person)}`;
}

/** Tokens of persons in a text. */
export const tokensInText = (): RegExp => /\bp_[\w-]{16}(?![\w-])/g;
