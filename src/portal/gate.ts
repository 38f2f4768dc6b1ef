import { createHash } from 'node:crypto';
import { isCardNumber, isIban, isNationalId } from '../core/checksums.js';
import { findSecret } from '../core/secret-shapes.js';
import type { PortalInput } from './types.js';

/** A text that must not be published, and everywhere it stands. */
export interface Unpublishable {
  /** Of the text alone: the same in every build. Names it in `documentation.published`. */
  readonly id: string;
  readonly what: string;
  /** Absent where showing it would spread it further. */
  readonly text?: string;
  /** `getOrder: answer 200 example /email`. */
  readonly places: readonly string[];
}

interface Fault {
  readonly what: string;
  readonly text: string;
  readonly mayBeShown?: boolean;
}

const internalHost =
  /\b(?:(?:10|127)(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:internal|local|corp|lan|intranet|svc))\b/i;
/** Not `git@host:path`, nor `package@1.2.3`. */
const mail = /(?<![\w.+-])(?!git@[a-z\d.-]+:)[\w.+-]+@([a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,})(?![\w-])/gi;
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
 * of the inside. Looks at examples, descriptions and defaults; the name of the gateway itself and mailboxes of the API's
 * own domain are the publisher's choice, and so is what the policy names in `documentation.published`.
 */
export function unpublishable(
  input: Pick<PortalInput, 'operations' | 'model'>,
  published: ReadonlyMap<string, string> = new Map(),
): readonly Unpublishable[] {
  const domains = ownDomains(input.model.servers);
  const found = new Map<string, Unpublishable & { places: string[] }>();
  for (const { where, text } of placesOf(input)) {
    for (const fault of faultsOf(text, domains)) {
      const id = createHash('sha256').update(`${fault.what}\0${fault.text}`).digest('hex').slice(0, 10);
      if (published.has(id)) continue;
      const known = found.get(id);
      if (known) known.places.push(where);
      else found.set(id, { id, what: fault.what, ...(fault.mayBeShown && { text: fault.text }), places: [where] });
    }
  }
  return [...found.values()];
}

function placesOf({ operations }: Pick<PortalInput, 'operations'>): readonly { where: string; text: string }[] {
  return operations.flatMap(({ operation }) => {
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
      textsIn(value).map(({ at, text }) => ({ where: `${operation.id}: ${where}${at && ` ${at}`}`, text })),
    );
  });
}

/** `api.shop.co.uk` -> `shop.co.uk`: the domain that its owner registered, as far as a name alone tells. */
function ownDomains(servers: PortalInput['model']['servers']): readonly string[] {
  return servers.flatMap(({ url }) => {
    const host = URL.canParse(url) ? new URL(url).hostname : '';
    if (!/^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}$/.test(host)) return [];
    const labels = host.split('.');
    const isCountry =
      labels.at(-1)!.length === 2 && labels.length > 2 && /^(?:ac|co|com|edu|gov|net|org)$/.test(labels.at(-2)!);
    return [labels.slice(isCountry ? -3 : -2).join('.')];
  });
}

function textsIn(value: unknown, at = ''): readonly { readonly at: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ at, text: value }];
  if (typeof value === 'number') return [{ at, text: String(value) }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsIn(part, `${at}/${name}`));
}

function faultsOf(text: string, domains: readonly string[]): readonly Fault[] {
  const cards = plainOf(text, /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g).filter(isCardNumber);
  const ibans = plainOf(text, /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}(?!\w)/g).filter(isIban);
  const ids = text
    .split(/(?<![\w.-])\b|\b(?![\w.-])/)
    .concat(text)
    .filter(isNationalId);
  const people = [...text.matchAll(mail)].filter(([, host]) => !documentName.test(host!) && !isOf(host!, domains));
  const [inside] = internalHost.exec(text) ?? [];
  return [
    ...(findSecret(text) ? [{ what: 'a secret', text }] : []),
    ...cards.filter((card) => !testCards.has(card)).map((card) => ({ what: 'a card number', text: card })),
    ...ibans.filter((iban) => !sampleIbans.has(iban)).map((iban) => ({ what: 'an IBAN', text: iban })),
    ...ids.slice(0, 1).map((id) => ({ what: 'a national identity number', text: id })),
    ...people.map(([address]) => ({
      what: 'a mail address; use a name of example.com',
      text: address.toLowerCase(),
      mayBeShown: true,
    })),
    ...(inside ? [{ what: 'an internal host or address', text: inside.toLowerCase(), mayBeShown: true }] : []),
  ];
}

/** What fits a pattern, without the blanks and hyphens that people write in numbers. */
const plainOf = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([found]) => found.replaceAll(/[ -]/g, ''));

const isOf = (host: string, domains: readonly string[]) =>
  domains.some((domain) => host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`));
