import type { Sample } from '../../../src/model/infer/sample.js';

/** A call as a test writes it: `GET /orders/1`, with what was answered. */
export function call(head: string, answer?: unknown, more: Partial<Sample> = {}): Sample {
  const [method = '', path = ''] = head.split(' ');
  return {
    method: method.toLowerCase(),
    host: 'shop.example.com',
    segments: path.split('/').filter(Boolean),
    query: [],
    headers: [],
    credentials: [],
    body: undefined,
    answer: answer === undefined ? undefined : { status: 200, body: { mediaType: 'application/json', value: answer } },
    ...more,
  };
}
