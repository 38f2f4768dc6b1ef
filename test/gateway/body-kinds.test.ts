import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import body from '../../src/gateway/guards/body.js';
import type { ApiModel } from '../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf } from './guard-fixture.js';

const png = '\x89PNG\r\n\x1a\n....';
const upload = {
  type: 'object',
  required: ['title', 'photo'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', maxLength: 8 },
    pages: { type: 'integer', minimum: 1 },
    shared: { type: 'boolean' },
    tags: { type: 'array', maxItems: 2, items: { type: 'integer' } },
    place: { type: 'object', required: ['zip'], properties: { zip: { type: 'integer' } } },
    photo: { type: 'string', format: 'binary', maxLength: 20 },
    scans: { type: 'array', items: { type: 'string', format: 'binary' } },
    note: { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' },
  },
};
const book = {
  type: 'object',
  required: ['isbn', 'title'],
  additionalProperties: false,
  xml: { name: 'book' },
  properties: {
    isbn: { type: 'integer', xml: { attribute: true } },
    title: { type: 'string', maxLength: 10 },
    pages: { type: 'integer', xml: { name: 'pageCount' } },
    authors: { type: 'array', maxItems: 2, xml: { wrapped: true }, items: { type: 'string', xml: { name: 'author' } } },
    prices: { type: 'array', items: { type: 'number', xml: { name: 'price' } } },
    shop: { type: ['object', 'null'], properties: { town: { type: 'string' } } },
  },
};

let model: ApiModel;
before(async () => {
  const post = (operationId: string, content: unknown) => ({
    post: { operationId, requestBody: { required: true, content }, responses: {} },
  });
  const multipart = (more: object = {}) => ({ 'multipart/form-data': { schema: upload, ...more } });
  model = await modelOf(
    {
      components: { schemas: { Note: { type: 'object', properties: { text: { type: 'string' } } } } },
      paths: {
        '/upload': post('upload', multipart()),
        '/strict': post('strict', multipart({ encoding: { photo: { contentType: 'image/png, image/jpeg' } } })),
        '/limited': post('limited', { ...multipart(), 'image/*': {}, 'application/octet-stream': {} }),
        '/file': post('file', { 'image/png': { schema: { maxLength: 14 } }, 'application/pdf': {} }),
        '/book': post('book', { 'application/xml': { schema: book } }),
        '/note': post('note', { 'application/xml': { schema: { $ref: '#/components/schemas/Note' } } }),
        '/any': post('any', { 'text/xml': {} }),
      },
    },
    { operations: { limited: { upload: { maxBytes: 16, types: ['image/png', 'image/gif', 'audio/*'] } } } },
  );
});

async function send(operation: string, text: string, type: string) {
  const exchange = exchangeFor(model, operation, {
    headers: { 'content-type': type },
    body: Buffer.from(text, 'latin1'),
  });
  const denial = await judge(body, exchange, contextOf(model));
  const errors = denial?.errors?.map(({ pointer, reason }) => `${pointer} ${reason}`.trim());
  return errors?.join('; ') ?? denial?.code ?? 'passes';
}

/** `NAME|FILE NAME|MEDIA TYPE` -> content; `-` is an empty file name. A digit after the name lets it come twice. */
function form(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(([key, content]) => {
    const [name, filename, type] = key.split('|');
    const file = filename ? `; filename="${filename === '-' ? '' : filename}"` : '';
    const head = `Content-Disposition: form-data; name="${name!.replace(/\d$/, '')}"${file}`;
    return `--B\r\n${head}${type ? `\r\nContent-Type: ${type}` : ''}\r\n\r\n${content}\r\n`;
  });
  return `${parts.join('')}--B--`;
}

const good = { title: 'a', 'photo|a.png|image/png': png };

for (const [what, fields, expected] of [
  ['all fields typed', { ...good, pages: '2', shared: 'true', tags1: '1', tags2: '2', place: '{"zip":1}' }, 'passes'],
  ['a field of another type', { ...good, pages: 'two' }, '/pages must be integer'],
  ['a field out of its bounds', { ...good, pages: '0' }, '/pages must be >= 1'],
  ['a text that is too long', { ...good, title: 'a'.repeat(9) }, '/title must NOT have more than 8 characters'],
  ['too many items', { ...good, tags1: '1', tags2: '2', tags3: '3' }, '/tags must NOT have more than 2 items'],
  ['a list as one JSON part', { ...good, 'tags||application/json': '[1,2]' }, 'passes'],
  ['an object that does not match', { ...good, place: '{"zip":"x"}' }, '/place/zip must be integer'],
  [
    'an object with a property twice',
    { ...good, place: '{"zip":1,"zip":2}' },
    '/place has a property twice in one object',
  ],
  ['a field twice', { ...good, title2: 'b', title: 'a' }, '/title is there more than once'],
  ['a field that is not declared', { ...good, admin: '1' }, 'has a property that is not in the contract: "admin"'],
  ['a missing file', { title: 'a' }, "must have required property 'photo'"],
  ['a file field left empty', { title: 'a', 'photo|-|': '' }, "must have required property 'photo'"],
  [
    'a file that is too large for the schema',
    { ...good, 'photo|a.png|image/png': png + 'x'.repeat(20) },
    '/photo must NOT have more than 20 characters',
  ],
  ['a file where a number is declared', { ...good, 'pages|a|text/plain': '1' }, '/pages must not be a file'],
  ['a file where a text is declared', { ...good, 'title|a|text/plain': '1' }, '/title must not be a file'],
  ['several files', { ...good, 'scans1|a.png|image/png': png, 'scans2|b.png|image/png': png }, 'passes'],
  ['a text that is not UTF-8', { ...good, title: '\xff' }, '/title is not UTF-8'],
  ['a text in another charset', { ...good, 'title||text/plain; charset=utf-16': 'a' }, '/title is not UTF-8'],
  [
    'a script that says it is an image',
    { ...good, 'photo|a.png|image/png': '<?php' },
    '/photo is a file whose content is not of its media type',
  ],
  [
    'a file without a media type',
    { ...good, 'photo|a|': 'x', 'photo|a.png|image/png': png },
    '/photo is there more than once',
  ],
] as const) {
  test(`multipart: ${what}`, async () => {
    assert.equal(await send('upload', form(fields), 'multipart/form-data; boundary=B'), expected);
  });
}

for (const [what, operation, key, content, expected] of [
  ['of the media types of its encoding', 'strict', 'photo|a.jpg|image/jpeg', '\xff\xd8\xff\xe0', 'passes'],
  ['of another one', 'strict', 'photo|a.gif|image/gif', 'GIF89a', '/photo is not of the media type of the contract'],
  [
    'that does not say what it is',
    'strict',
    'photo|a.gif|',
    'GIF89a',
    '/photo is not of the media type of the contract',
  ],
  ['that the policy allows', 'limited', 'photo|a.gif|image/gif', 'GIF89a', 'passes'],
  [
    'that the policy does not allow',
    'limited',
    'photo|a.jpg|image/jpeg',
    '\xff\xd8\xff',
    '/photo is a file of a media type that is not allowed',
  ],
  [
    'that is too large for the policy',
    'limited',
    'photo|a.gif|image/gif',
    'GIF89a'.padEnd(17),
    '/photo is a file of more than 16 bytes',
  ],
  [
    'of an unknown kind in an allowed range',
    'limited',
    'photo|a|audio/whatever',
    'x',
    '/photo is a file whose content cannot be told',
  ],
  ['of a known kind in an allowed range', 'limited', 'photo|a|audio/ogg', 'OggS', 'passes'],
] as const) {
  test(`multipart: a file ${what}`, async () => {
    assert.equal(
      await send(operation, form({ title: 'a', [key]: content }), 'multipart/form-data; boundary=B'),
      expected,
    );
  });
}

for (const [what, operation, content, type, expected] of [
  ['a PNG', 'file', png, 'image/png', 'passes'],
  ['a PNG that is too long', 'file', `${png}...`, 'image/png', 'must NOT have more than 14 characters'],
  ['no PNG', 'file', 'GIF89a', 'image/png', 'is a file whose content is not of its media type'],
  ['no PDF', 'file', '<html>', 'application/pdf', 'is a file whose content is not of its media type'],
  ['a type that is not in the contract', 'file', 'GIF89a', 'image/gif', 'MEDIA_TYPE_UNSUPPORTED'],
  ['an image that is XML is read as XML', 'limited', '<svg>', 'image/svg+xml', 'is not well-formed XML'],
  [
    'unknown bytes where the policy names types',
    'limited',
    'MZ',
    'application/octet-stream',
    'is a file of a media type that is not allowed',
  ],
] as const) {
  test(`a body that is a file: ${what}`, async () => {
    assert.equal(await send(operation, content, type), expected);
  });
}

const xml = (inside: string, attributes = 'isbn="1"'): string => `<book ${attributes}>${inside}</book>`;
const title = '<title>T</title>';

for (const [what, text, expected] of [
  [
    'all of it',
    `<?xml version="1.0" encoding="UTF-8"?><!-- c -->${xml(`${title}<pageCount>3</pageCount><authors><author>A</author><author>B</author></authors><price>1.5</price><price>2</price><shop><town>U</town></shop>`)}`,
    'passes',
  ],
  ['CDATA and character references', xml('<title><![CDATA[a<b]]>&amp;&#65;</title>'), 'passes'],
  [
    'null by xsi:nil',
    xml(`${title}<shop xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`),
    'passes',
  ],
  ['an attribute of another type', xml(title, 'isbn="x"'), '/isbn must be integer'],
  ['a missing attribute', xml(title, ''), "must have required property 'isbn'"],
  ['an attribute written as an element', xml(`${title}<isbn>2</isbn>`, ''), '/isbn must be integer'],
  ['an element that is too long', xml('<title>12345678901</title>'), '/title must NOT have more than 10 characters'],
  ['an element by the name of the property', xml(`${title}<pages>3</pages>`), '/pages must be integer'],
  [
    'too many items',
    xml(`${title}<authors><author/><author/><author/></authors>`),
    '/authors must NOT have more than 2 items',
  ],
  [
    'a list without its wrapper',
    xml(`${title}<author>A</author>`),
    'has a property that is not in the contract: "author"',
  ],
  ['another element in a list', xml(`${title}<authors><editor/></authors>`), 'has another element in a list'],
  ['an item of another type', xml(`${title}<price>x</price>`), '/prices/0 must be number'],
  [
    'an element that is not declared',
    xml(`${title}<admin>1</admin>`),
    'has a property that is not in the contract: "admin"',
  ],
  [
    'an attribute that is not declared',
    xml(title, 'isbn="1" admin="1"'),
    'has a property that is not in the contract: "admin"',
  ],
  ['an element twice', xml(title + title), 'has an element twice'],
  ['elements in a text', xml('<title>T<b/></title>'), 'has text between elements'],
  ['text between elements', xml(`${title}x`), 'has text between elements'],
  ['another root', '<books isbn="1"><title>T</title></books>', 'must have the root element <book>'],
  ['a DOCTYPE', `<!DOCTYPE book>${xml(title)}`, 'has a DOCTYPE'],
  [
    'an external entity',
    `<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xml('<title>&x;</title>')}`,
    'has a DOCTYPE',
  ],
  ['an entity of nowhere', xml('<title>&x;</title>'), 'is not well-formed XML'],
  ['an include', xml(`${title}<?xml-stylesheet href="a"?>`), 'has a processing instruction'],
  [
    'another type by xsi:type',
    xml(title, 'isbn="1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Admin"'),
    'has an attribute that would choose another type',
  ],
  ['another encoding', `<?xml version="1.0" encoding="UTF-16"?>${xml(title)}`, 'is not UTF-8'],
  ['XML 1.1', `<?xml version="1.1"?>${xml(title)}`, 'is not XML 1.0'],
  ['an open element', '<book isbn="1"><title>T</book>', 'is not well-formed XML'],
  ['two roots', `${xml(title)}${xml(title)}`, 'is not well-formed XML'],
  ['an attribute twice', xml(title, 'isbn="1" isbn="2"'), 'is not well-formed XML'],
  ['a prefix without a namespace', xml(`<x:title>T</x:title>`), 'is not well-formed XML'],
  ['deep nesting', '<book>'.repeat(40), 'is nested deeper than 32'],
  [
    'many attributes',
    xml(title, Array.from({ length: 65 }, (_, i) => `a${i}="1"`).join(' ')),
    'has an element with more than 64 attributes',
  ],
  ['many elements', xml('<price>1</price>'.repeat(10_000)), 'has more than 10000 elements'],
  ['nothing but space', ' ', 'is not well-formed XML'],
  ['bytes that are not UTF-8', xml('<title>\xff</title>'), 'is not UTF-8'],
] as const) {
  test(`XML: ${what}`, async () => {
    assert.equal(await send('book', text, 'application/xml'), expected);
  });
}

test('XML: the root is named by the component where the schema has no name of its own', async () => {
  assert.equal(await send('note', '<Note><text>a</text></Note>', 'application/xml'), 'passes');
  assert.equal(await send('note', '<note/>', 'application/xml'), 'must have the root element <Note>');
  assert.equal(await send('any', '<whatever/>', 'text/xml'), 'passes');
  assert.equal(await send('any', '<whatever>', 'text/xml'), 'is not well-formed XML');
});
