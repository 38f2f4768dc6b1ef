import { headerOf } from '../core/http.js';
import type { UpstreamAnswer } from './exchange.js';
import { isJsonType, parseContentType } from './media-type.js';

/** Media type of an answer, lower case, without parameters; undefined when it has none that can be read. */
export function answerType({ headers }: UpstreamAnswer): string | undefined {
  return parseContentType(headerOf(headers, 'content-type') ?? '')?.mediaType;
}

/** Whether the answer is JSON: by its type, or, where it names none, by its first byte. */
export function isJsonAnswer(answer: UpstreamAnswer): boolean {
  const type = answerType(answer);
  if (type !== undefined) return isJsonType(type);
  return /^\s*[[{]/.test(answer.body.toString('latin1', 0, 64));
}
