/** A kind of personal data that can be told by its look. */
export interface PersonalData {
  readonly what: string;
  /** Nobody else's number by chance: a checksum holds, or the address is of a real mail provider. */
  readonly isSure: boolean;
  /** The same of nobody. */
  readonly instead: string;
}

/** Luhn's checksum (ISO/IEC 7812-1, annex B). */
export function hasLuhnChecksum(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Numbers that payment networks and processors publish for tests, by their beginning. */
const testCards =
  /^(4242|4111|4000|4012|4444|5555|5105|5200|5454|2223|2222|3782|3714|3787|3400|3700|6011|6500|3056|3852|3622|3530|3566|5019|6304|4917|4988|2720|6759|0{4}|1234)/;

/** Beginnings of cards in use (ISO/IEC 7812-1 lists the issuers). */
const cardForm = /(?<![\w.-])(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})(?![\w.-])/;

function hasCard(text: string): boolean {
  const digits = cardForm.exec(text.replaceAll(/(?<=\d)[ -](?=\d{4})/g, ''))?.[0];
  if (digits === undefined || testCards.test(digits)) return false;
  return hasLuhnChecksum(digits) && new Set(digits).size > 4 && !/0{4}|1{4}|(?:12345|98765)/.test(digits);
}

const mailAtProvider =
  /\b([a-z0-9][a-z0-9._%+-]*)@(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|me|aol|gmx|web|protonmail|qq|163|mail|yandex)\.(?:com|net|de|fr|co\.uk|ru|me|ch)\b/i;

/** Names of nobody. */
const nobody =
  /(john|jane|jon|joe|jack|bob|bill|alice|max|erika|foo|bar|baz|test|user|name|example|sample|demo|dummy|fake|mail|someone|somebody|nobody|your|my|first|last|doe|smith|mustermann|abc|xyz|xxx|aaa|123|customer|client|admin|info|contact|support|sales|hello|noreply|no-reply|owner|member|guest|person|account|recipient|sender)/i;

function hasMail(text: string): boolean {
  const local = mailAtProvider.exec(text)?.[1];
  return local !== undefined && local.length >= 5 && !nobody.test(local);
}

/** US social security number in a range that is given out; the published ones of advertisements are not. */
function hasSocialSecurityNumber(text: string): boolean {
  const number = /(?<![\w.-])(?!000|666|9\d\d)(\d{3})-(?!00)(\d{2})-(?!0000)(\d{4})(?![\w-])/.exec(text);
  if (!number) return false;
  const [all] = number;
  return (
    !/^(123-45-6789|078-05-1120|219-09-9999|987-65-432\d|111-11-1111|(\d)\2\2-\2\2-\2{4})$/.test(all) &&
    !/12345|6789$|1234$|^(\d)\1\1/.test(all.replaceAll('-', ''))
  );
}

/** The personal data that a text holds; undefined for placeholders and what is only shaped alike. */
export function personalDataIn(text: string): PersonalData | undefined {
  if (text.length < 9 || text.length > 4000) return undefined;
  if (/\d{4}/.test(text) && hasCard(text))
    return { what: 'payment card number', isSure: true, instead: '4242424242424242' };
  if (text.includes('-') && hasSocialSecurityNumber(text))
    return { what: 'social security number', isSure: false, instead: '123-45-6789' };
  if (text.includes('@') && hasMail(text))
    return { what: 'mail address of a person', isSure: true, instead: 'name@example.com' };
  return undefined;
}
