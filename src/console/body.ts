import type http from 'node:http';
import { Refusal } from './problem.js';

/** A policy of the largest size fits. */
const mostBytes = 4 * 1024 * 1024;

/** The JSON of a request; undefined when it has no body. Throws `Refusal` 400, 413 and 415. */
export async function readJson(request: http.IncomingMessage, isExpected: boolean): Promise<unknown> {
  const { 'content-length': length, 'transfer-encoding': coding, 'content-type': type = '' } = request.headers;
  if (coding === undefined && (length === undefined || length === '0')) {
    if (isExpected) throw new Refusal(400, 'REQUEST_MALFORMED', 'A JSON body is expected');
    return undefined;
  }
  // No form of a page of another origin can send this type without being asked first.
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new Refusal(415, 'MEDIA_TYPE_UNKNOWN', 'The body is not JSON', {
      expected: 'content-type: application/json',
    });
  }
  const bytes = await readBytes(request);
  try {
    return JSON.parse(bytes.toString('utf8'), dropProto) as unknown;
  } catch {
    throw new Refusal(400, 'REQUEST_MALFORMED', 'The body is no JSON');
  }
}

/** A property of this name would be a prototype for careless code. */
function dropProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

async function readBytes(request: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes)
      throw new Refusal(413, 'BODY_TOO_LARGE', 'The body is too large', { expected: `${mostBytes} bytes` });
    parts.push(part);
  }
  return Buffer.concat(parts);
}
