/** What is done to a value before it reaches a disk: its shape is kept, it becomes a token, or it is left out. */
export type Treatment = 'mask' | 'tokenise' | 'drop';

interface DataClass {
  readonly treatment: Treatment;
  /** Shape without content; for `mask`. */
  readonly mask?: (text: string) => string;
}

const hidden = '***';

/** The last letters, when enough others are hidden before them. */
const lastOf = (text: string, shown: number): string =>
  text.length >= shown * 3 ? `${hidden}${text.slice(-shown)}` : hidden;

/** `a***@example.com`: the domain says whose customers they are, not who. */
function maskEmail(text: string): string {
  const at = text.lastIndexOf('@');
  return at > 0 ? `${[...text][0]}${hidden}${text.slice(at)}` : hidden;
}

/** PCI DSS 3.4.1 lets the last four digits of a card be shown. */
const maskCard = (text: string): string => lastOf(text.replace(/\D/g, ''), 4);

/** Country and check digits name no account. */
const maskIban = (text: string): string => `${/^[A-Z]{2}/i.exec(text.trim())?.[0] ?? ''}${lastOf(text.trim(), 4)}`;

const maskDate = (text: string): string => `${/^\d{4}/.exec(text)?.[0] ?? ''}${hidden}`;

/** The network of an address: /24 for IPv4, /48 for IPv6. */
function maskAddress(text: string): string {
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(text);
  if (four) return `${four[1]}.0`;
  const six = /^([\da-f]{1,4}:[\da-f]{1,4}:[\da-f]{1,4}):/i.exec(text);
  return six ? `${six[1]}::` : hidden;
}

const maskWords = (text: string): string =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${[...word][0]}${hidden}`)
    .join(' ');

/** Kinds of data that a property may have in the policy: `schemas: { Customer: { email: { class: email } } }`. */
export const dataClasses: Readonly<Record<string, DataClass>> = Object.freeze({
  email: { treatment: 'mask', mask: maskEmail },
  phone: { treatment: 'mask', mask: (text: string) => lastOf(text.replace(/\D/g, ''), 2) },
  name: { treatment: 'mask', mask: maskWords },
  card: { treatment: 'mask', mask: maskCard },
  iban: { treatment: 'mask', mask: maskIban },
  date: { treatment: 'mask', mask: maskDate },
  ip: { treatment: 'mask', mask: maskAddress },
  id: { treatment: 'tokenise' },
  account: { treatment: 'tokenise' },
  address: { treatment: 'drop' },
  health: { treatment: 'drop' },
  secret: { treatment: 'drop' },
  text: { treatment: 'drop' },
});

/** What stands where a value was left out. */
export const dropped = '[dropped]';

/** What is done to values of a class; a class that nobody knows is left out. */
export function treatmentOf(dataClass: string): Treatment {
  return Object.hasOwn(dataClasses, dataClass) ? dataClasses[dataClass]!.treatment : 'drop';
}

/** Makes a token of a value: the same for the same value, and told by nobody without the key. */
export type Tokeniser = (dataClass: string, text: string) => string;

/** A value as it may be stored. Lists and objects are left out whole; null and booleans say nothing of a person. */
export function protectValue(value: unknown, dataClass: string, tokenOf: Tokeniser): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return dropped;
  const text = String(value);
  const treatment = treatmentOf(dataClass);
  if (treatment === 'tokenise') return tokenOf(dataClass, text);
  return treatment === 'mask' ? dataClasses[dataClass]!.mask!(text) : dropped;
}

/** Property name -> class. */
export type ClassOf = ReadonlyMap<string, string>;

/** A JSON value with every property of a class protected, at any depth. What has no class is kept. */
export function protectJson(value: unknown, classOf: ClassOf, tokenOf: Tokeniser): unknown {
  if (Array.isArray(value)) return value.map((item) => protectJson(item, classOf, tokenOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const dataClass = classOf.get(name);
      const kept =
        dataClass === undefined ? protectJson(inner, classOf, tokenOf) : protectEach(inner, dataClass, tokenOf);
      return [name, kept];
    }),
  );
}

/** A list of plain values is protected value by value: how many there are says nothing. */
function protectEach(value: unknown, dataClass: string, tokenOf: Tokeniser): unknown {
  const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
  return isList ? value.map((item) => protectValue(item, dataClass, tokenOf)) : protectValue(value, dataClass, tokenOf);
}

/** A body as text: JSON by its properties, a form by its fields, anything else by none. */
export function protectBody(body: string, classOf: ClassOf, tokenOf: Tokeniser): string {
  if (classOf.size === 0 || body === '') return body;
  try {
    return JSON.stringify(protectJson(JSON.parse(body), classOf, tokenOf));
  } catch {
    return protectPairs(body, classOf, tokenOf) ?? protectCut(body, classOf);
  }
}

/** Pairs of a form or a query; undefined when the text is none. */
function protectPairs(text: string, classOf: ClassOf, tokenOf: Tokeniser): string | undefined {
  if (!/^[^=&\s{}[\]"<>]+=[^&\s"<>]*(?:&|$)/.test(text)) return undefined;
  const kept = [...new URLSearchParams(text)].map(([name, value]) => {
    const dataClass = classOf.get(name);
    return [name, dataClass === undefined ? value : String(protectValue(value, dataClass, tokenOf))] as [
      string,
      string,
    ];
  });
  return new URLSearchParams(kept).toString();
}

/** JSON that was cut off: whatever follows a name of a class may be its value. */
function protectCut(body: string, classOf: ClassOf): string {
  const starts = [...classOf.keys()].map((name) => body.indexOf(JSON.stringify(name))).filter((at) => at >= 0);
  return starts.length ? `${body.slice(0, Math.min(...starts))}${dropped}` : body;
}

/** A URL whose query values of a class are protected. */
export function protectUrl(url: string, classOf: ClassOf, tokenOf: Tokeniser): string {
  const at = url.indexOf('?');
  if (at < 0 || classOf.size === 0) return url;
  const query = protectPairs(url.slice(at + 1), classOf, tokenOf);
  return query === undefined ? url : `${url.slice(0, at)}?${query}`;
}
