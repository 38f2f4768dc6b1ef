import { alice, json, root, row, type Row } from './conformance-row.js';

const bob = { 'x-key': 'bob-key' };
const shop = { origin: 'https://shop.example' };
const asked = { 'access-control-request-method': 'GET' };
const allowed = { 'access-control-allow-origin': /^https:\/\/shop\.example$/, vary: /Origin/ };

/** In this order: what was taken is gone. */
const limits: readonly Row[] = [
  row('/limited', 'CREDENTIAL_MISSING'),
  row('/limited', 200, {
    headers: alice,
    fields: { ratelimit: /^"principal-60s";r=1;t=\d+$/, 'ratelimit-policy': /^"principal-60s";q=2;w=60$/ },
  }),
  row('/limited', 200, { headers: alice, fields: { ratelimit: /;r=0;/ } }),
  row('/limited', 'RATE_LIMITED', { headers: alice, fields: { ratelimit: /;r=0;/, 'retry-after': /^[1-9]\d*$/ } }),
  row('/limited?again', 'RATE_LIMITED', { headers: { ...alice, 'x-forwarded-for': '198.51.100.7' } }),
  row('/limited', 200, { headers: bob }),
  row('/metered', 200, { fields: { ratelimit: /^"address-60s";r=1;/ } }),
  row('/metered', 'RATE_LIMITED', { fields: { 'retry-after': /^[1-9]\d*$/ } }),
  row('/open', 200, { fields: { ratelimit: undefined, 'retry-after': undefined } }),
];

const origins: readonly Row[] = [
  row('/shared', 200, { headers: shop, fields: { ...allowed, 'access-control-allow-credentials': /^true$/ } }),
  row('/shared', 200, { fields: { 'access-control-allow-origin': undefined, vary: /Origin/ } }),
  row('/shared', 'ORIGIN_REFUSED', {
    headers: { origin: 'https://evil.example' },
    fields: { 'access-control-allow-origin': undefined },
  }),
  row('/shared', 'ORIGIN_REFUSED', {
    headers: { origin: 'null' },
    fields: { 'access-control-allow-origin': undefined },
  }),
  row('/shared', 'ORIGIN_REFUSED', { headers: { origin: 'https://shop.example.evil.example' } }),
  row('/shared', 'ORIGIN_REFUSED', { headers: { origin: 'http://shop.example:81' } }),
  row('/shared', 204, {
    method: 'OPTIONS',
    own: true,
    headers: { ...shop, ...asked },
    fields: { ...allowed, 'access-control-allow-methods': /^GET$/ },
  }),
  row('/shared', 204, {
    method: 'OPTIONS',
    own: true,
    headers: { ...shop, ...asked, 'access-control-request-headers': 'authorization, x-own' },
    fields: { 'access-control-allow-headers': /authorization, x-own/ },
  }),
  row('/shared', 204, {
    method: 'OPTIONS',
    own: true,
    headers: { origin: 'https://evil.example', ...asked },
    fields: { 'access-control-allow-origin': undefined },
  }),
  row('/shared', 'METHOD_NOT_ALLOWED', {
    method: 'OPTIONS',
    headers: { ...shop, 'access-control-request-method': 'DELETE' },
  }),
  row('/open', 'METHOD_NOT_ALLOWED', {
    method: 'OPTIONS',
    headers: { ...shop, ...asked },
    fields: { 'access-control-allow-origin': undefined },
  }),
  row('/admin', 'METHOD_NOT_ALLOWED', { method: 'OPTIONS', headers: { ...shop, ...asked } }),
  // Without a policy for origins pages are not told apart, and get no leave to read.
  row('/open', 200, {
    headers: { origin: 'https://evil.example' },
    fields: { 'access-control-allow-origin': undefined },
  }),
];

const methods: readonly Row[] = [
  row('/open', 'METHOD_NOT_ALLOWED', { method: 'HEAD', fields: { allow: /^GET$/ } }),
  row('/open', 'METHOD_NOT_ALLOWED', { method: 'OPTIONS', fields: { allow: /^GET$/ } }),
  row('/admin', 'METHOD_NOT_ALLOWED', { method: 'HEAD' }),
  row('/orders/7', 'METHOD_NOT_ALLOWED', { method: 'PATCH', fields: { allow: /DELETE/ } }),
  row('/headed', 200, { method: 'HEAD' }),
  row('/headed', 200, { method: 'OPTIONS' }),
  row('/headed', 'METHOD_NOT_ALLOWED'),
  row('/nowhere', 'OPERATION_UNKNOWN', { method: 'HEAD' }),
  row('/nowhere', 'OPERATION_UNKNOWN', { method: 'OPTIONS' }),
  ...['x-http-method', 'x-http-method-override', 'x-method-override'].map((name) =>
    row('/orders/7', 'METHOD_OVERRIDE_REFUSED', { headers: { ...root, [name]: 'DELETE' } }),
  ),
  row('/open?_method=DELETE', 'METHOD_OVERRIDE_REFUSED'),
  row('/old', 'OPERATION_UNKNOWN', { fields: { sunset: /2020/ } }),
];

const objects: readonly Row[] = [
  row('/invoices/1', 200, { headers: alice }),
  row('/invoices/2', 'OBJECT_NOT_OWNED', { headers: alice, needs: 'answer' }),
  row('/invoices/2', 200, { headers: bob }),
  row('/invoices/2', 200, { headers: root }),
  row('/invoices/1', 204, { method: 'DELETE', headers: alice }),
  row('/invoices/2', 'OBJECT_NOT_OWNED', { method: 'DELETE', headers: alice }),
  row('/invoices/%31', 204, { method: 'DELETE', headers: alice }),
  row('/invoices/1', 'OBJECT_NOT_OWNED', { method: 'DELETE', headers: bob }),
  row('/invoices/1', 'OBJECT_NOT_OWNED', { method: 'DELETE', headers: { 'x-key': 'none-key' } }),
  row('/invoices/x', 'PARAMETER_INVALID', { method: 'DELETE', headers: alice }),
  row('/receipts/1', 200, { headers: alice, needs: 'answer' }),
  row('/receipts/2', 'OBJECT_NOT_OWNED', { headers: alice, needs: 'answer' }),
  row('/receipts/2', 200, { headers: bob, needs: 'answer' }),
  row('/receipts/1', 'ROLE_MISSING', { headers: root }),
  row('/levels?level=4', 200, { headers: alice }),
  row('/levels?level=5', 'CONDITION_FAILED', { headers: alice }),
  row('/levels', 'CONDITION_FAILED', { headers: alice }),
  row('/levels?level=x', 'PARAMETER_INVALID', { headers: alice }),
  row('/levels?level=1&level=9', 'PARAMETER_INVALID', { headers: alice }),
];

function styleRows(): readonly Row[] {
  const queries: Readonly<Record<string, Row['expected']>> = {
    'filter[min]=1&filter[max]=9': 200,
    'filter%5Bmin%5D=1': 200,
    'filter[min]=x': 'PARAMETER_INVALID',
    'filter[other]=1': 'PARAMETER_INVALID',
    'filter[min]=1&filter[min]=2': 'PARAMETER_INVALID',
    'ids=1%7C2%7C3': 200,
    'ids=1%7C2%7C3%7C4': 'PARAMETER_INVALID',
    'ids=1,2': 'PARAMETER_INVALID',
    'csv=a,b': 200,
    'csv=a,c': 'PARAMETER_INVALID',
    'csv=a,b,a': 'PARAMETER_INVALID',
  };
  const cookies: Readonly<Record<string, Row['expected']>> = {
    'lang=de': 200,
    'other=1; lang=en': 200,
    'lang=fr': 'PARAMETER_INVALID',
    'lang=de; lang=fr': 'PARAMETER_INVALID',
  };
  const names: Readonly<Record<string, Row['expected']>> = {
    'a.txt': 200,
    secret: 'PARAMETER_INVALID',
    's%65cret': 'PARAMETER_INVALID',
    'A.txt': 'PARAMETER_INVALID',
    'a%0Ab': 'PATH_AMBIGUOUS',
    'a%2F..%2Fb': 'PATH_AMBIGUOUS',
    '%2e%2e%2fetc': 'PATH_AMBIGUOUS',
    '..%5cetc': 'PATH_AMBIGUOUS',
    'a%252e%252e%252f': 'PATH_AMBIGUOUS',
    'a%C0%AFb': 'PATH_AMBIGUOUS',
    'a%20b': 'PARAMETER_INVALID',
    'a;b=c': 'PARAMETER_INVALID',
  };
  return [
    ...Object.entries(queries).map(([query, expected]) => row(`/search?${query}`, expected)),
    ...Object.entries(cookies).map(([cookie, expected]) => row('/search', expected, { headers: { cookie } })),
    ...Object.entries(names).map(([name, expected]) => row(`/files/${name}`, expected)),
  ];
}

const sizes: readonly Row[] = [
  row('/tiny', 200, { method: 'POST', headers: json, body: '{"a":"12345678"}' }),
  row('/tiny', 'BODY_TOO_LARGE', { method: 'POST', headers: json, body: '{"a":"123456789"}' }),
  row('/tiny', 'BODY_TOO_LARGE', {
    method: 'POST',
    headers: { ...json, 'transfer-encoding': 'chunked' },
    body: '{"a":"123456789"}',
  }),
  row('/tiny', 200, { method: 'POST', headers: { 'content-length': 0 } }),
  row('/open', 'HEADERS_TOO_LARGE', { headers: { 'x-long': 'a'.repeat(15_000), 'x-more': 'b'.repeat(2000) } }),
  row(`/search?x=${'a'.repeat(7900)}`, 200),
];

/** Limits, origins, methods, owners, styles of parameters, sizes. */
export const rules: readonly Row[] = [...limits, ...origins, ...methods, ...objects, ...styleRows(), ...sizes];
