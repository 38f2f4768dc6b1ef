import { isCardNumber, isIban, isNationalId } from '../core/checksums.js';
import { findSecret } from '../core/secret-shapes.js';
import type { PortalInput } from './types.js';

/** Something that must not be published. */
export interface Unpublishable {
  /** `getOrder: answer 200 example /email`. */
  readonly where: string;
  readonly what: string;
}

const internalHost =
  /\b(?:(?:10|127)(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:internal|local|corp|lan|intranet|svc))\b/i;
const mail = /[\w.+-]+@([a-z\d-]+(?:\.[a-z\d-]+)+)/gi;
/** Reserved for documents (RFC 2606, RFC 6761). */
const documentName = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;

/** Account numbers of documentation, as the registry of IBANs and banks print them. */
const sampleIbans = new Set([
  'NL91ABNA0417164300',
  'NL13TEST0123456789',
  'GB29NWBK60161331926819',
  'GB33BUKB20201555555555',
  'DE89370400440532013000',
  'DE87123456781234567890',
  'FR1420041010050500013M02606',
  'BE68539007547034',
  'AT611904300234573201',
  'ES9121000418450200051332',
  'CH9300762011623852957',
]);

/** Cards that payment providers publish for tests. */
const testCards = new Set([
  '4242424242424242',
  '4111111111111111',
  '5555555555554444',
  '4000000000000002',
  '378282246310005',
]);

/**
 * What of the pages must not be published: secrets, personal data with a valid check digit, addresses of people, hosts
 * of the inside. Looks at examples, descriptions and defaults; the name of the gateway itself is the publisher's choice.
 */
export function unpublishable(input: PortalInput): readonly Unpublishable[] {
  return input.operations.flatMap(({ operation }) => {
    const { parameters, body, responses, description } = operation;
    const places: readonly (readonly [string, unknown])[] = [
      ['description', description],
      ...parameters.flatMap(({ name, examples, description: text }) => [
        [`parameter ${name}`, text] as const,
        ...examples.map((example) => [`example of parameter ${name}`, example] as const),
      ]),
      ...(body?.content ?? []).flatMap(({ examples }) =>
        examples.map((example) => ['example of the body', example] as const),
      ),
      ...responses.flatMap(({ status, content, description: text }) => [
        [`answer ${status}`, text] as const,
        ...content.flatMap(({ examples }) =>
          examples.map((example) => [`example of answer ${status}`, example] as const),
        ),
      ]),
    ];
    return places.flatMap(([where, value]) =>
      textsIn(value).flatMap(({ at, text }) =>
        faultsOf(text).map((what) => ({ where: `${operation.id}: ${where}${at && ` ${at}`}`, what })),
      ),
    );
  });
}

function textsIn(value: unknown, at = ''): readonly { readonly at: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ at, text: value }];
  if (typeof value === 'number') return [{ at, text: String(value) }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsIn(part, `${at}/${name}`));
}

function faultsOf(text: string): readonly string[] {
  const digits = text.replaceAll(/[ -]/g, '');
  const secret = findSecret(text);
  const person = [...text.matchAll(mail)].find(([, host]) => !documentName.test(host!));
  return [
    ...(secret ? ['a secret'] : []),
    ...(isCardNumber(digits) && !testCards.has(digits) ? ['a card number'] : []),
    ...(isIban(digits) && !sampleIbans.has(digits) ? ['an IBAN'] : []),
    ...(isNationalId(text) ? ['a national identity number'] : []),
    ...(person ? ['a mail address; use a name of example.com'] : []),
    ...(internalHost.test(text) ? ['an internal host or address'] : []),
  ];
}
