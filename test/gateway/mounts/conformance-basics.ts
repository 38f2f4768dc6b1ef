import type http from 'node:http';
import { keys } from './conformance-contract.js';
import { alice, json, range, row, type Row } from './conformance-row.js';

/** Who may do what: every key at every operation that asks for one. */
function credentialRows(): readonly Row[] {
  const wanted: readonly (readonly [string, string, readonly string[], number])[] = [
    ['GET', '/orders/7', ['alice-key', 'bob-key', 'root-key'], 200],
    ['DELETE', '/orders/7', ['root-key'], 204],
    ['GET', '/admin', ['root-key'], 200],
    ['GET', '/people/ann', ['root-key'], 200],
  ];
  return wanted.flatMap(([method, path, may, status]) => [
    row(path, 'CREDENTIAL_MISSING', { method }),
    row(path, 'CREDENTIAL_INVALID', { method, headers: { 'x-key': 'stolen-key' } }),
    ...Object.keys(keys).map((key) =>
      row(path, may.includes(key) ? status : 'ROLE_MISSING', { method, headers: { 'x-key': key } }),
    ),
  ]);
}

const owned: readonly Row[] = [
  row('/mine/alice', 200, { headers: alice }),
  row('/mine/%61lice', 200, { headers: alice }),
  row('/mine/bob', 'OBJECT_NOT_OWNED', { headers: alice }),
  row('/mine/Alice', 'OBJECT_NOT_OWNED', { headers: alice }),
  row('/mine/alice%20', 'OBJECT_NOT_OWNED', { headers: alice }),
  row('/mine/bob', 200, { headers: { 'x-key': 'root-key' } }),
];

function parameterRows(): readonly Row[] {
  const invalid = 'PARAMETER_INVALID' as const;
  const sizes = { '1': 200, '100': 200, '%31': 200, '42': 200 };
  const bad = ['0', '101', '-1', '1.5', 'abc', '', '1e1', '0x1', '%201', '1,2', 'null', 'true', '1%00', '99999999999'];
  const queries: Record<string, Row['expected']> = {
    ...Object.fromEntries(Object.entries(sizes).map(([value, status]) => [`size=${value}`, status])),
    ...Object.fromEntries(bad.map((value) => [`size=${value}`, invalid])),
    'sort=asc': 200,
    'sort=desc': 200,
    'sort=ASC': invalid,
    'sort=': invalid,
    'sort=asc&sort=desc': invalid,
    'tag=a': 200,
    'tag=a&tag=b': 200,
    'tag=a&tag=b&tag=c': invalid,
    'tag=long': invalid,
    'size=1&sort=asc&tag=abc': 200,
    'size=1&sort=asc&tag=abcd': invalid,
    'unknown=1': 200,
    'size=1&size=2': invalid,
  };
  const ids: Record<string, Row['expected']> = { '1': 200, '%37': 200, '123456': 200 };
  for (const id of ['0', '-1', 'abc', '1.5', '7x', '%20', '1%2F2', '1e3']) ids[id] = invalid;
  return [
    ...Object.entries(queries).map(([query, expected]) => row(`/open?${query}`, expected)),
    ...Object.entries(ids).map(([id, expected]) => row(`/orders/${id}`, expected, { headers: alice })),
    ...['', 'a', 'abcd'].map((value) => row('/open', 200, { headers: { 'x-trace': value } })),
    row('/open', invalid, { headers: { 'x-trace': 'abcde' } }),
  ];
}

function pathRows(): readonly Row[] {
  const ambiguous = [
    '/../open',
    '/open/..',
    '/%2e%2e/open',
    '/./open',
    '/people/%2e%2e',
    '/people/a%00b',
    '/people/..;x',
  ];
  const broken = [
    '/people/%zz',
    '/people/%',
    '/people/%c3%28',
    '/people/a%5cb',
    '/people/%252e%252e',
    '/people\\recent',
  ];
  const unknown = [
    '/',
    '/opens',
    '/OPEN',
    '/open/',
    '/orders/1/2',
    '//open',
    '/people',
    '/admin/',
    '/Orders/1',
    '/people/a/b',
  ];
  return [
    ...[...ambiguous, ...broken].map((path) => row(path, 'PATH_AMBIGUOUS')),
    ...unknown.map((path) => row(path, 'OPERATION_UNKNOWN')),
    row('/people/recent', 200),
    { ...row('/people/%72ecent', 200), respelled: true },
    { ...row('/%70eople/recent', 200), respelled: true },
    row('/people/toolong', 'PARAMETER_INVALID', { headers: { 'x-key': 'root-key' } }),
    row(`/open?${'a'.repeat(8200)}`, 'URI_TOO_LONG'),
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => row('/open', 'METHOD_NOT_ALLOWED', { method })),
    row('/orders/1', 'METHOD_NOT_ALLOWED', { method: 'PUT', headers: alice }),
    row('/orders', 'METHOD_NOT_ALLOWED', { method: 'GET' }),
    row('/open', 'METHOD_NOT_ALLOWED', { method: 'TRACE' }),
  ];
}

const fieldRows: readonly Row[] = [
  row('/open', 'METHOD_OVERRIDE_REFUSED', { headers: { 'x-http-method-override': 'DELETE' } }),
  row('/open', 'METHOD_OVERRIDE_REFUSED', { headers: { 'x-method-override': 'PUT' } }),
  row('/open', 'REQUEST_MALFORMED', { headers: { x_key: 'a' } }),
  row('/open', 'REQUEST_MALFORMED', { headers: { 'content-type': ['text/plain', 'text/html'] } }),
  row('/open', 'HEADERS_TOO_LARGE', { headers: Object.fromEntries(range(110).map((n) => [`a-${n}`, '1'])) }),
  row('/open', 200, { headers: { 'x-original-url': '/admin', 'x-rewrite-url': '/admin' } }),
  row('/admin', 'CREDENTIAL_MISSING', { headers: { 'x-portcullis-lookup': '1', 'x-request-id': '1' } }),
];

/** Bodies of `POST /orders`. */
function bodyRows(): readonly Row[] {
  const good = [
    '{"item":"pear","count":1}',
    '{"item":"","count":5,"price":1.5}',
    ' {"count":2,"item":"x"}\n',
    '{"item":"\\u00e9","count":3}',
  ];
  const bad = [
    '{}',
    '[]',
    'null',
    '1',
    '"x"',
    'true',
    '{"item":"pear"}',
    '{"count":1}',
    '{"item":1,"count":1}',
    ...[0, 6, -1, 1.5].map((count) => `{"item":"pear","count":${count}}`),
    ...['"1"', 'null', '[]', '{}', 'true'].map((count) => `{"item":"pear","count":${count}}`),
    '{"item":"far too long","count":1}',
    '{"item":"pear","count":1,"owner":"root"}',
    '{"item":"pear","count":1,"__proto__":{"a":1}}',
    '{"item":"pear","count":1,"count":2}',
    '{"item":"pear","count":1',
    '{"item":"pear","count":1}}',
    '{item:1}',
    `${'['.repeat(60)}${']'.repeat(60)}`,
  ];
  const post = (body: string | Buffer, expected: Row['expected'], headers: http.OutgoingHttpHeaders = {}): Row =>
    row('/orders', expected, { method: 'POST', headers: { ...alice, ...json, ...headers }, body });
  const chunked = { 'transfer-encoding': 'chunked' };
  return [
    ...good.flatMap((body) => [post(body, 200), post(body, 200, chunked)]),
    ...bad.flatMap((body) => [post(body, 'BODY_INVALID'), post(body, 'BODY_INVALID', chunked)]),
    ...['text/plain', 'application/xml', 'multipart/form-data', 'application/x-www-form-urlencoded', 'json'].map(
      (type) => post(good[0]!, 'MEDIA_TYPE_UNSUPPORTED', { 'content-type': type }),
    ),
    ...['application/json; charset=utf-8', 'APPLICATION/JSON'].map((type) =>
      post(good[0]!, 200, { 'content-type': type }),
    ),
    post(good[0]!, 'MEDIA_TYPE_UNSUPPORTED', { 'content-type': 'application/json; charset=utf-16' }),
    post(good[0]!, 'MEDIA_TYPE_UNSUPPORTED', { 'content-encoding': 'zstd' }),
    post(good[0]!, 'MEDIA_TYPE_UNSUPPORTED', { 'content-encoding': 'gzip, gzip' }),
    post(good[0]!, 'REQUEST_MALFORMED', { 'content-encoding': 'gzip' }),
    post(`{"item":"${'x'.repeat(2000)}","count":1}`, 'BODY_TOO_LARGE'),
    post(`{"item":"${'x'.repeat(2000)}","count":1}`, 'BODY_TOO_LARGE', chunked),
    post(Buffer.from('{"item":"\xff","count":1}', 'latin1'), 'BODY_INVALID'),
    { ...post(good[0]!, 'CREDENTIAL_INVALID', { 'x-key': 'no' }), needs: 'head' },
    { ...post(good[0]!, 'ROLE_MISSING', { 'x-key': 'root-key' }), needs: 'head' },
    ...['hi', 'hello', 'é'].map((body) => note(body, 200)),
    ...['longer', 'far too long'].map((body) => note(body, 'BODY_INVALID')),
    row('/open', 'REQUEST_MALFORMED', { body: 'smuggled', headers: { 'content-length': 8 } }),
    row('/orders/7', 'REQUEST_MALFORMED', {
      method: 'DELETE',
      body: 'x',
      headers: { 'x-key': 'root-key', 'content-length': 1 },
    }),
  ];
}

function note(body: string, expected: Row['expected']): Row {
  return row('/notes', expected, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
}

/** What the app answers at `/answers/KIND`; see `appAnswer`. */
const answerRows: readonly Row[] = [
  row('/answers/plain', 200, { needs: 'answer' }),
  row('/answers/extra', 200, { needs: 'answer' }),
  // What must be judged is asked for whole.
  row('/answers/plain', 200, { needs: 'answer', headers: { 'if-none-match': '*', range: 'bytes=0-1' } }),
  row('/answers/missing', 404, { needs: 'answer' }),
  row('/answers/teapot', 418, { needs: 'answer' }),
  row('/answers/broken', 500, { needs: 'answer' }),
  row('/answers/html', 'RESPONSE_REFUSED', { needs: 'answer' }),
  row('/answers/long', 'RESPONSE_REFUSED', { needs: 'answer' }),
];

/** Credentials, owners, parameters, paths, fields, bodies and answers as most APIs have them. */
export const basics: readonly Row[] = [
  row('/open', 200),
  ...credentialRows(),
  ...owned,
  ...parameterRows(),
  ...pathRows(),
  ...fieldRows,
  ...bodyRows(),
  ...answerRows,
];
