import { isFields, memberOf, type Fields } from '../pointer.js';
import { bodyOf, mediaTypeOf } from './bodies.js';
import { credentialsOf } from './credentials.js';
import { LeftOut, type Pair, type Sample, type SampleBody, type Samples } from './sample.js';
import type { SampleFile } from './sample-file.js';
import { fieldsOf } from './shape.js';
import { readAddress } from './address.js';

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Calls of an HTTP archive (HAR 1.2). What is no call of an API (static files, failed calls) is left out and counted.
 * @throws PortcullisError SAMPLES_INVALID with the place.
 */
export function readHar(file: SampleFile): Samples {
  const log = memberOf(file.value, 'log');
  if (!isFields(log)) throw file.fault([], 'This is no HAR file: it has no `log`', 'an object with `log.entries`');
  const version = String(log.version ?? '1.2');
  if (!/^1(\.|$)/.test(version))
    throw file.fault(['log', 'version'], 'This version of HAR is not known', 'HAR 1.1 or 1.2');
  if (!Array.isArray(log.entries))
    throw file.fault(['log'], 'This HAR file has no `entries`', 'a list in `log.entries`');
  const leftOut = new LeftOut();
  const samples = log.entries.flatMap((entry: unknown, index) => readEntry(entry, index, { file, leftOut }) ?? []);
  return { title: undefined, samples, leftOut: leftOut.counts };
}

interface Reading {
  readonly file: SampleFile;
  readonly leftOut: LeftOut;
}

function readEntry(entry: unknown, index: number, { file, leftOut }: Reading): Sample | undefined {
  const at = ['log', 'entries', index];
  const request = memberOf(entry, 'request');
  if (!isFields(request)) throw file.fault(at, 'An entry has no `request`', 'an object');
  const { method, url } = request;
  if (typeof method !== 'string')
    throw file.fault([...at, 'request'], 'A request has no `method`', 'a text such as "GET"');
  if (typeof url !== 'string') throw file.fault([...at, 'request'], 'A request has no `url`', 'an absolute address');
  if (/^(?:wss?|data|blob|chrome-extension|about|file):/i.test(url)) return leftOut.add('that are not HTTP');
  const address = readAddress(url);
  if (!address)
    throw file.fault([...at, 'request', 'url'], 'The `url` of a request cannot be read', 'an absolute address');
  const response = memberOf(entry, 'response');
  const status = Number(memberOf(response, 'status'));
  if (status === 0) return leftOut.add('that were never answered');
  const headers = pairsOf(request.headers);
  return {
    method: method.toLowerCase(),
    ...address,
    headers,
    credentials: credentialsOf(
      headers,
      address.query,
      pairsOf(request.cookies).map(({ name }) => name),
    ),
    body: requestBody(request.postData),
    answer: status >= 100 && status <= 599 ? { status, body: answerBody(memberOf(response, 'content')) } : undefined,
  };
}

export function pairsOf(value: unknown): Pair[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isFields).flatMap(({ name, value: said }) => {
    const text = textOf(said) ?? '';
    return typeof name === 'string' && !name.startsWith(':') ? [{ name, value: text }] : [];
  });
}

function requestBody(posted: unknown): SampleBody | undefined {
  if (!isFields(posted)) return undefined;
  const mediaType = mediaTypeOf(textOf(posted.mimeType));
  const parts = pairsOf(posted.params);
  if (parts.length && mediaType !== undefined) return { mediaType, value: fieldsOf(parts) };
  return bodyOf(mediaType, textOf(posted.text) ?? '');
}

function answerBody(content: unknown): SampleBody | undefined {
  if (!isFields(content)) return undefined;
  const text = contentText(content);
  const mediaType = mediaTypeOf(textOf(content.mimeType));
  if (text === undefined) {
    // Recorders leave out bodies that the browser had forgotten: their type is known all the same.
    return mediaType === undefined || !(Number(content.size) > 0) ? undefined : { mediaType, value: undefined };
  }
  return text === '' ? undefined : bodyOf(mediaType, text);
}

function contentText({ text, encoding }: Fields): string | undefined {
  if (typeof text !== 'string') return undefined;
  return encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}
