import { alice, json, root, row, type Row } from './conformance-row.js';

type Table = Readonly<Record<string, Row['expected']>>;

function posts(path: string, type: string, table: Table): readonly Row[] {
  return Object.entries(table).map(([body, expected]) =>
    row(path, expected, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body, 'latin1') }),
  );
}

const form = 'application/x-www-form-urlencoded';

const forms: readonly Row[] = [
  ...posts('/form', form, {
    'name=pear': 200,
    'name=pear&age=3': 200,
    'age=3&name=%70ear': 200,
    'name=p+r': 200,
    'age=3': 'BODY_INVALID',
    'name=far+too+long': 'BODY_INVALID',
    'name=pear&age=old': 'BODY_INVALID',
    'name=pear&age=-1': 'BODY_INVALID',
    'name=pear&owner=root': 'BODY_INVALID',
    'name=pear&name=plum': 'BODY_INVALID',
    'name=%zz': 'BODY_INVALID',
    'name=%c3%28': 'BODY_INVALID',
    '{"name":"pear"}': 'BODY_INVALID',
  }),
  ...posts('/form', 'application/json', { '{"name":"pear"}': 'MEDIA_TYPE_UNSUPPORTED' }),
];

const png = '\x89PNG\r\n\x1a\n....';

/** `NAME` or `NAME|FILE NAME|MEDIA TYPE` and content, in turn. */
function multipart(...fields: readonly string[]): string {
  const parts = fields.flatMap((key, i) => {
    if (i % 2) return [];
    const [name, file, type] = key.split('|');
    const disposition = `form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}`;
    const head = `Content-Disposition: ${disposition}${type === undefined ? '' : `\r\nContent-Type: ${type}`}`;
    return [`--B\r\n${head}\r\n\r\n${fields[i + 1]}\r\n`];
  });
  return `${parts.join('')}--B--\r\n`;
}

const photo = ['photo|a.png|image/png', png] as const;

const uploads: readonly Row[] = [
  ...posts('/upload', 'multipart/form-data; boundary=B', {
    [multipart('title', 'a', ...photo)]: 200,
    [multipart('title', 'a')]: 'BODY_INVALID',
    [multipart(...photo)]: 'BODY_INVALID',
    [multipart('title', 'far too long', ...photo)]: 'BODY_INVALID',
    [multipart('title', 'a', 'title', 'b', ...photo)]: 'BODY_INVALID',
    [multipart('title', 'a', 'admin', '1', ...photo)]: 'BODY_INVALID',
    [multipart('title', 'a', 'photo|a.png|image/png', '<?php')]: 'BODY_INVALID',
    [multipart('title', 'a', 'photo|a.png|image/png', png + 'x'.repeat(40))]: 'BODY_INVALID',
    [multipart('title', 'a', ...photo).slice(0, -8)]: 'BODY_INVALID',
  }),
  ...posts('/upload', 'multipart/form-data', { [multipart('title', 'b', ...photo)]: 'BODY_INVALID' }),
  ...posts('/upload', 'multipart/form-data; boundary=C', { [multipart('title', 'c', ...photo)]: 'BODY_INVALID' }),
  ...posts('/upload', 'multipart/mixed; boundary=B', { [multipart('title', 'd', ...photo)]: 'MEDIA_TYPE_UNSUPPORTED' }),
];

const xml: readonly Row[] = [
  ...posts('/book', 'application/xml', {
    '<book><title>T</title></book>': 200,
    '<?xml version="1.0" encoding="UTF-8"?><book isbn="7"><title>T</title></book>': 200,
    '<book isbn="x"><title>T</title></book>': 'BODY_INVALID',
    '<book><title>far too long</title></book>': 'BODY_INVALID',
    '<book></book>': 'BODY_INVALID',
    '<book><title>T</title><admin>1</admin></book>': 'BODY_INVALID',
    '<book><title>T</title><title>U</title></book>': 'BODY_INVALID',
    '<magazine><title>T</title></magazine>': 'BODY_INVALID',
    '<book><title>T</book>': 'BODY_INVALID',
    '<!DOCTYPE book [<!ENTITY x SYSTEM "file:///etc/passwd">]><book><title>&x;</title></book>': 'BODY_INVALID',
    '<book><title>&undefined;</title></book>': 'BODY_INVALID',
  }),
  ...posts('/book', 'text/html', { '<book><title>T</title></book>': 'MEDIA_TYPE_UNSUPPORTED' }),
];

const graphql: readonly Row[] = Object.entries({
  '{ me { name } }': 200,
  'query Q { me { name orders } }': 200,
  '{ a: me { x } b: me { x } }': 200,
  '{ a: me { x } b: me { x } c: me { x } }': 'BODY_INVALID',
  '{ a { b { c { d } } } }': 'BODY_INVALID',
  '{ a b c d }': 'BODY_INVALID',
  '{ __schema { types { name } } }': 'BODY_INVALID',
  'query { me': 'BODY_INVALID',
  'fragment F on User { ...F } { me { ...F } }': 'BODY_INVALID',
} satisfies Table).map(([query, expected]) =>
  row('/graphql', expected, { method: 'POST', headers: json, body: JSON.stringify({ query }) }),
);

const batch = row('/graphql', 'BODY_INVALID', {
  method: 'POST',
  headers: json,
  body: JSON.stringify([{ query: '{ me { name } }' }, { query: '{ me { name } }' }]),
});

/** Who may write which property. */
const properties: readonly Row[] = (
  [
    ['{"name":"a"}', 200, 200],
    ['{"creditLimit":5}', 'PROPERTY_NOT_WRITABLE', 200],
    ['{"name":"a","creditLimit":null}', 'PROPERTY_NOT_WRITABLE', 'BODY_INVALID'],
    ['{"CreditLimit":5}', 'PROPERTY_NOT_WRITABLE', 'BODY_INVALID'],
    ['{"credit\\u004cimit":5}', 'PROPERTY_NOT_WRITABLE', 200],
    ['{"address":{"creditLimit":5}}', 200, 200],
    ['{"name":1}', 'BODY_INVALID', 'BODY_INVALID'],
  ] as const
).flatMap(([body, customer, admin]) => [
  row('/customers/7', customer, { method: 'PUT', headers: { ...alice, ...json }, body }),
  row('/customers/7', admin, { method: 'PUT', headers: { ...root, ...json }, body }),
]);

/** Bodies of other kinds than plain JSON, and rights on what is in them. */
export const payloads: readonly Row[] = [
  ...forms,
  ...uploads,
  ...xml,
  ...graphql,
  batch,
  ...properties,
  row('/customers/7', 'CREDENTIAL_MISSING', { method: 'PUT', headers: json, body: '{"name":"a"}', needs: 'head' }),
];
