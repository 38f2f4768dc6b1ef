/** Numbers that carry a checksum: what passes is one with a likelihood that a random number has not. */

/** Digits of a text, blanks and hyphens left out; undefined when something else is in it. */
function digitsOf(text: string): number[] | undefined {
  const digits: number[] = [];
  for (const character of text) {
    if (character === ' ' || character === '-') continue;
    const digit = character.charCodeAt(0) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    digits.push(digit);
  }
  return digits;
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: readonly number[]): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[digits.length - 1 - i]!;
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Ranges and lengths of the payment networks. */
const networks: readonly (readonly [start: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14, 16, 19]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^62/, [16, 17, 18, 19]],
];

/** A card number: length and range of a network, and Luhn. Published test cards count as well. */
export function isCardNumber(text: string): boolean {
  const digits = digitsOf(text);
  if (!digits || digits.length < 13 || digits.length > 19) return false;
  const plain = digits.join('');
  return (
    networks.some(([start, lengths]) => start.test(plain) && lengths.includes(digits.length)) && passesLuhn(digits)
  );
}

/** Lengths of an IBAN (ISO 13616-1) by country. */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
    'LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 ' +
    'SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Remainder of a text of letters and digits by 97, letters counting from 10 (ISO 7064). */
function mod97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

export function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(plain) || ibanLengths[plain.slice(0, 2)] !== plain.length) return false;
  return mod97(plain.slice(4) + plain.slice(0, 4)) === 1;
}

const dniLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Spain: eight digits, or X, Y, Z and seven, with a letter. */
function isDni(text: string): boolean {
  const found = /^([XYZ\d]\d{7})([A-Z])$/.exec(text);
  if (!found) return false;
  const digits = found[1]!.replace('X', '0').replace('Y', '1').replace('Z', '2');
  return dniLetters[Number(digits) % 23] === found[2];
}

/** Brazil: `ddd.ddd.ddd-dd`, as people write it. */
function isCpf(text: string): boolean {
  if (!/^\d{3}\.\d{3}\.\d{3}-\d{2}$/.test(text)) return false;
  const digits = [...text.replace(/\D/g, '')].map(Number);
  if (new Set(digits).size === 1) return false;
  const check = (length: number) => {
    const sum = digits.slice(0, length).reduce((total, digit, i) => total + digit * (length + 1 - i), 0);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === digits[9] && check(10) === digits[10];
}

/** France: thirteen digits and a key of two. */
function isNir(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (!/^[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{10}$/.test(plain)) return false;
  return 97 - Number(BigInt(plain.slice(0, 13)) % 97n) === Number(plain.slice(13));
}

const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Italy: `codice fiscale` with its check letter. */
function isCodiceFiscale(text: string): boolean {
  if (!/^[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]$/.test(text)) return false;
  const valueOf = (character: string) => (/\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65);
  const sum = Array.from(text.slice(0, 15)).reduce((total, character, i) => {
    const value = valueOf(character);
    return total + (i % 2 === 0 ? oddValues[value]! : value);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** National ids whose form and checksum tell them from other numbers: Spain, Brazil, France, Italy. */
export function isNationalId(text: string): boolean {
  return isDni(text) || isCpf(text) || isNir(text) || isCodiceFiscale(text);
}
