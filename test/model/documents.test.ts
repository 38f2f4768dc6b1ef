import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { PortcullisError } from '../../src/core/errors.js';
import { formatPlace } from '../../src/core/place.js';
import { documentsFromText, loadDocuments } from '../../src/model/documents.js';
import { fixture } from './fixture.js';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-documents-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

/** Writes files into a fresh folder and returns its path. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = fs.mkdtempSync(path.join(scratch, 'set-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

/** A contract whose one schema is a reference. */
function contractWith(ref: string): string {
  return JSON.stringify({ openapi: '3.1.0', components: { schemas: { A: { $ref: ref }, B: { type: 'string' } } } });
}

function stateOf(ref: string, files: Readonly<Record<string, string>> = {}): string {
  const root = folder({ 'api/openapi.json': contractWith(ref), ...files });
  return loadDocuments(path.join(root, 'api/openapi.json')).refs[0]!.state;
}

function fails(action: () => unknown, code: string, place?: string): PortcullisError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof PortcullisError, String(error));
    assert.equal(error.code, code);
    if (place !== undefined) assert.equal(error.place && formatPlace(error.place), place);
    return error;
  }
  assert.fail(`expected ${code}`);
}

describe('Documents of several files', () => {
  const entry = fixture('multi/openapi.yaml');
  const documents = loadDocuments(entry);

  it('reads the files that references name, and no others', () => {
    const names = [...documents.files.keys()].map((file) => path.relative(path.dirname(entry), file));
    assert.deepEqual(names.sort(), [
      'common.yaml',
      'openapi.yaml',
      'paths/order.yaml',
      'schemas/line.json',
      'schemas/order.json',
    ]);
    assert.deepEqual(new Set(documents.refs.map((ref) => ref.state)), new Set(['ok']));
  });

  it('follows references over files, percent-encoded pointers and recursion', () => {
    const schema = documents.resolve({ file: entry, pointer: '/components/schemas/Order' });
    assert.equal(schema?.file, path.join(path.dirname(entry), 'schemas/order.json'));
    const again = documents.child(
      schema!,
      'properties',
      'parent',
      'properties',
      'lines',
      'items',
      'properties',
      'order',
    );
    assert.equal(again?.value, schema?.value);
    const id = documents.child({ file: entry, pointer: '/paths/~1orders~1{orderId}' }, 'parameters', 0, 'name');
    assert.equal(id?.value, 'orderId');
  });

  it('shows paths in the style of the entry', () => {
    const root = folder({
      'api/a.yaml': 'openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: ../b.yaml}, C: {$ref: c.yaml}}}',
      'b.yaml': 'a: 1',
      'api/c.yaml': 'a: 1',
    });
    const relative = path.relative(process.cwd(), path.join(root, 'api/a.yaml'));
    const shown = [...loadDocuments(relative, { root }).files.keys()];
    assert.deepEqual(shown, [
      relative,
      path.join(path.dirname(relative), '../b.yaml'),
      path.join(path.dirname(relative), 'c.yaml'),
    ]);
  });
});

describe('References that are refused', () => {
  const outside = { 'secret.yaml': 'type: string', 'api-other/x.yaml': 'type: string' };
  const cases: Readonly<Record<string, string>> = {
    '../secret.yaml': 'outside',
    '..%2fsecret.yaml': 'outside',
    '%2e%2e/secret.yaml': 'outside',
    './x/../../secret.yaml#/a': 'outside',
    '../api-other/x.yaml': 'outside',
    '/etc/hostname': 'outside',
    'file:///etc/hostname': 'outside',
    'FILE:/etc/hostname': 'outside',
    'file://localhost/etc/hostname': 'outside',
    'file://server/share/x.yaml': 'remote',
    'http://127.0.0.1:1/x.yaml': 'remote',
    'HTTPS://example.com/x.yaml': 'remote',
    '//example.com/x.yaml': 'remote',
    'data:application/json,{}': 'remote',
    'nothing.yaml': 'missing',
    '#/components/schemas/Nothing': 'missing',
    '#/components/schemas/toString': 'missing',
    '#nothing': 'missing',
    '.': 'missing',
    '#/components/schemas/A': 'circular',
    '#/components/schemas/~2': 'invalid',
    '%': 'invalid',
    'a%00.yaml': 'invalid',
    '#/components/schemas/B': 'ok',
  };
  for (const [ref, state] of Object.entries(cases)) {
    it(`${ref} is ${state}`, () => assert.equal(stateOf(ref, outside), state));
  }

  it('a symbolic link out of the folder is outside', () => {
    const root = folder({ 'api/openapi.json': contractWith('link.yaml'), 'secret.yaml': 'type: string' });
    fs.symlinkSync(path.join(root, 'secret.yaml'), path.join(root, 'api/link.yaml'));
    assert.equal(loadDocuments(path.join(root, 'api/openapi.json')).refs[0]!.state, 'outside');
  });

  it('a symbolic link inside the folder is followed', () => {
    const root = folder({ 'openapi.json': contractWith('link.yaml'), '..data/real.yaml': 'type: string' });
    fs.symlinkSync('..data/real.yaml', path.join(root, 'link.yaml'));
    assert.equal(loadDocuments(path.join(root, 'openapi.json')).refs[0]!.state, 'ok');
  });

  it('a wider root lets references leave the entry folder', () => {
    const root = folder({ 'api/openapi.json': contractWith('../b.yaml'), 'b.yaml': 'type: string' });
    assert.equal(loadDocuments(path.join(root, 'api/openapi.json'), { root }).refs[0]!.state, 'ok');
  });

  it('a loop over two references is circular, recursion through a property is not', () => {
    const text = `openapi: 3.1.0
components:
  schemas:
    A: { $ref: '#/components/schemas/B' }
    B: { $ref: '#/components/schemas/A' }
    C: { properties: { c: { $ref: '#/components/schemas/C' } } }`;
    const documents = documentsFromText('a.yaml', text);
    assert.deepEqual(
      documents.refs.map((ref) => ref.state),
      ['circular', 'circular', 'ok'],
    );
    assert.equal(documents.resolve({ file: 'a.yaml', pointer: '/components/schemas/A' }), undefined);
  });
});

describe('What counts as a reference', () => {
  const data = { $ref: 'nowhere.yaml' };
  const schemas = {
    named: { properties: { $ref: { type: 'string' } } },
    data: { example: data, examples: [data], default: data, const: data, enum: [data], 'x-note': data },
  };
  it('is decided by its place: data and property names are none', () => {
    const contract = { openapi: '3.1.0', components: { schemas, examples: { A: { value: data } } }, 'x-all': data };
    assert.deepEqual(documentsFromText('a.json', JSON.stringify(contract)).refs, []);
  });

  it('a $ref that is not text is invalid', () => {
    const contract = { openapi: '3.1.0', components: { schemas: { A: { $ref: 7 } } } };
    assert.equal(documentsFromText('a.json', JSON.stringify(contract)).refs[0]?.state, 'invalid');
  });

  it('$anchor, $id and $dynamicRef are found inside the document', () => {
    const contract = {
      openapi: '3.1.0',
      components: {
        schemas: {
          Tree: {
            $id: 'https://example.com/tree',
            $dynamicAnchor: 'node',
            properties: { next: { $dynamicRef: '#node' } },
          },
          Named: { $anchor: 'named' },
          A: { $ref: '#named' },
          B: { $ref: 'https://example.com/tree' },
        },
      },
    };
    const targets = documentsFromText('a.json', JSON.stringify(contract)).refs.map((ref) => ref.to?.pointer);
    assert.deepEqual(targets, ['/components/schemas/Tree', '/components/schemas/Named', '/components/schemas/Tree']);
  });

  it('with refs: false nothing is followed', () => {
    const root = folder({ 'policy.yaml': 'components: {schemas: {a: {$ref: b.yaml}}}', 'b.yaml': 'a: 1' });
    const documents = loadDocuments(path.join(root, 'policy.yaml'), { refs: false });
    assert.deepEqual([documents.files.size, documents.refs.length], [1, 0]);
  });
});

describe('Syntax errors have a place', () => {
  const cases: readonly (readonly [name: string, file: string, text: string, place: string])[] = [
    ['JSON with a trailing comma', 'a.json', '{\n  "a": 1,\n}', 'a.json:3:1'],
    ['JSON with a comment', 'a.json', '{\n // no\n}', 'a.json:2:2'],
    ['a key twice in JSON', 'a.json', '{"a": {"b": 1,\n "b": 2}}', 'a.json:2:2'],
    ['a key twice, once in escapes', 'a.json', '{"a": 1, "\\u0061": 2}', 'a.json:1:10'],
    ['an empty JSON file', 'a.json', '', 'a.json:1:1'],
    ['a key twice in YAML', 'a.yaml', 'a: 1\nb: 2\na: 3', 'a.yaml:3:1'],
    ['an open bracket in YAML', 'a.yaml', 'a: [1', 'a.yaml:1:6'],
    ['a second YAML document', 'a.yaml', 'a: 1\n---\nb: 2', 'a.yaml:3:1'],
    ['an unknown alias', 'a.yaml', 'a: *b', 'a.yaml:1:5'],
    ['an alias inside its anchor', 'a.yaml', 'a: &x\n  b: *x', 'a.yaml:2:6'],
    ['an unknown tag', 'a.yaml', 'a: !code b', 'a.yaml:1:4'],
    ['too much nesting in JSON', 'a.json', '['.repeat(600) + ']'.repeat(600), 'a.json:1:513'],
    ['nesting without an end', 'a.json', '['.repeat(200_000), 'a.json:1:1'],
  ];
  for (const [name, file, text, place] of cases) {
    it(name, () => {
      const error = fails(() => documentsFromText(file, text), 'SYNTAX_INVALID', place);
      assert.ok(error.expected);
    });
  }

  it('too much nesting in YAML, also by aliases', () => {
    fails(() => documentsFromText('a.yaml', '['.repeat(600) + ']'.repeat(600)), 'SYNTAX_INVALID');
    const steps = Array.from(
      { length: 30 },
      (_, i) => `k${i}: &k${i} ${'['.repeat(20)}${i ? `*k${i - 1}` : '1'}${']'.repeat(20)}`,
    );
    fails(() => documentsFromText('a.yaml', steps.join('\n')), 'SYNTAX_INVALID');
  });

  it('an alias bomb is refused, honest aliases are not', () => {
    const bomb = Array.from(
      { length: 9 },
      (_, i) =>
        `k${i}: &k${i} [${Array(10)
          .fill(i ? `*k${i - 1}` : 'x')
          .join(', ')}]`,
    );
    fails(() => documentsFromText('a.yaml', bomb.join('\n')), 'SYNTAX_INVALID');
    const honest = documentsFromText('a.yaml', 'a: &a {x: 1}\nb: {<<: *a, y: 2}\nc: *a');
    assert.deepEqual(honest.files.get('a.yaml')?.value, { a: { x: 1 }, b: { x: 1, y: 2 }, c: { x: 1 } });
  });

  it('text that is not UTF-8', () => {
    const root = folder({});
    fs.writeFileSync(path.join(root, 'a.yaml'), Buffer.from([0x61, 0xff, 0x62]));
    fails(() => loadDocuments(path.join(root, 'a.yaml')), 'SYNTAX_INVALID');
  });
});

describe('Files that cannot be read', () => {
  it('a missing file, a folder', () => {
    fails(() => loadDocuments(path.join(scratch, 'no.yaml')), 'FILE_UNREADABLE');
    fails(() => loadDocuments(scratch), 'FILE_UNREADABLE');
  });

  it('limits hold for one file, all files and their number', () => {
    const root = folder({ 'openapi.json': contractWith('b.yaml'), 'b.yaml': 'type: string' });
    const entry = path.join(root, 'openapi.json');
    for (const limits of [{ fileBytes: 20 }, { totalBytes: 100 }, { files: 1 }]) {
      fails(() => loadDocuments(entry, { limits }), 'FILE_TOO_LARGE');
    }
    assert.equal(loadDocuments(entry).files.size, 2);
  });
});

describe('Positions', () => {
  const at = (file: string, text: string, pointer: string, key = false): string => {
    return formatPlace(documentsFromText(file, text).locate({ file, pointer }, key)).slice(file.length + 1);
  };

  it('of YAML values and keys, over merges, aliases and quoted keys', () => {
    const yaml = `# note\na: &a\n  x: 1\n'/b/{c}':\n  <<: *a\n  y: [p, {q: 'r'}]\nd: *a\n200:\n  z:\n`;
    assert.equal(at('a.yaml', yaml, '/a/x'), '3:6');
    assert.equal(at('a.yaml', yaml, '/a/x', true), '3:3');
    assert.equal(at('a.yaml', yaml, '/~1b~1{c}', true), '4:1');
    assert.equal(at('a.yaml', yaml, '/~1b~1{c}/x', true), '3:3');
    assert.equal(at('a.yaml', yaml, '/~1b~1{c}/y/1/q'), '6:14');
    assert.equal(at('a.yaml', yaml, '/d/x'), '3:6');
    assert.equal(at('a.yaml', yaml, '/200/z', true), '9:3');
  });

  it('of JSON values and keys, with escapes, a byte order mark and Windows lines', () => {
    const json = '\uFEFF{\r\n  "a\\"": [1, {"b": true}],\r\n  "c": "}\\\\"\r\n}';
    assert.equal(at('a.json', json, '/a"', true), '2:3');
    assert.equal(at('a.json', json, '/a"/1/b'), '2:20');
    assert.equal(at('a.json', json, '/c'), '3:8');
  });

  it('of a missing node is the nearest one above', () => {
    assert.equal(at('a.yaml', 'a:\n  b: 1', '/a/nothing/here'), '2:3');
    assert.equal(at('a.yaml', '', '/a'), '1:1');
  });

  it('keys that are no text count as YAML reads them', () => {
    assert.equal(at('a.yaml', 'a: 1\n0x10: 2\nnull: 3', '/16'), '2:7');
    assert.equal(at('a.yaml', 'a: 1\n0x10: 2\nnull: 3', '/null'), '3:7');
  });
});

describe('Values', () => {
  it('JSON in a file named .yaml is read as JSON, YAML flow style as YAML', () => {
    assert.equal(documentsFromText('a.yaml', '{"a": 1}').files.get('a.yaml')?.format, 'json');
    assert.deepEqual(documentsFromText('a.yaml', '{a: 1,}').files.get('a.yaml')?.value, { a: 1 });
  });

  it('__proto__ is a name like any other', () => {
    for (const [file, text] of [
      ['a.json', '{"__proto__": {"x": 1}}'],
      ['a.yaml', '__proto__: {x: 1}'],
    ] as const) {
      const documents = documentsFromText(file, text);
      assert.equal(documents.at({ file, pointer: '/__proto__/x' })?.value, 1);
      assert.equal(documents.at({ file, pointer: '/x' }), undefined);
      assert.equal(documents.at({ file, pointer: '/constructor' }), undefined);
    }
  });
});
