import type { HeaderList } from '../core/http.js';
import type { UpstreamAnswer } from './exchange.js';

const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Fields that describe the body's bytes: wrong once it was replaced. */
const entityTags = new Set([
  'etag',
  'last-modified',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'accept-ranges',
]);

/** A buffered answer that guards judge. `body` has no content encoding. */
export class BufferedAnswer implements UpstreamAnswer {
  status: number;
  headers: HeaderList;
  body: Buffer;
  #parsed: { readonly value: unknown } | undefined;

  constructor(status: number, headers: HeaderList, body: Buffer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  json(): unknown {
    return (this.#parsed ??= { value: this.#parse() }).value;
  }

  #parse(): unknown {
    const type = this.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    if (type === undefined || !jsonType.test(type)) return undefined;
    try {
      return JSON.parse(this.body.toString('utf8'));
    } catch {
      return undefined;
    }
  }

  replaceJson(value: unknown): void {
    this.body = Buffer.from(JSON.stringify(value));
    this.#parsed = { value };
    this.#forgetBytes();
  }

  replaceText(text: string): void {
    this.body = Buffer.from(text);
    this.#parsed = undefined;
    this.#forgetBytes();
  }

  #forgetBytes(): void {
    this.headers = this.headers.filter(([name]) => !entityTags.has(name.toLowerCase()));
  }
}

/** `[name, value, name, value]` as pairs. */
export function toPairs(flat: readonly string[]): HeaderList {
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i]!, flat[i + 1]!]);
  return pairs;
}
