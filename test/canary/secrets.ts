import { randomBytes, randomInt } from 'node:crypto';

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** The last digit of a card number (ISO/IEC 7812, Luhn). */
function luhn(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, n) => {
    const value = Number(digit) * (n % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** A German IBAN with its check digits (ISO 13616). */
function iban(): string {
  const account = digits(18);
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

const jwt = (): string => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part({ sub: randomBytes(9).toString('hex') })}.${randomBytes(48).toString('base64url')}`;
};

/** Secrets of the kinds that people have; letters that fit into every part of a message. */
const kinds: readonly (() => string)[] = [
  () => `cn${randomBytes(10).toString('hex')}`,
  () => `Tr0ub4dor-${randomBytes(5).toString('hex')}`,
  () => `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  () => `ghp_${randomBytes(18).toString('hex')}`,
  () => luhn(`4${digits(14)}`),
  iban,
  jwt,
  () => `pk_${randomBytes(8).toString('hex')}.${randomBytes(24).toString('base64url')}`,
];

let made = 0;

/** One after the other of each kind, never the same twice. */
export const nextSecret = (): string => kinds[made++ % kinds.length]!();
