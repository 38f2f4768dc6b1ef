import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { PortcullisError } from '../../src/core/errors.js';
import { formatPlace } from '../../src/core/place.js';
import { readContract, type Contract } from '../../src/model/contract.js';
import { documentsFromText, loadDocuments } from '../../src/model/documents.js';
import { schemaRoots, walkSchemas } from '../../src/model/schema-walk.js';
import { standaloneSchemas } from '../../src/model/standalone.js';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-nasty-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const operation = '  /a:\n    get: { operationId: a, responses: { 200: { description: ok } } }\n';

/** Writes files into a fresh folder; the first one is the contract. */
function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = fs.mkdtempSync(path.join(scratch, 'set-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return path.join(root, Object.keys(files)[0]!);
}

/** A contract with one operation that takes this body. */
function withBody(schema: unknown, schemas: Readonly<Record<string, unknown>> = {}): string {
  const content = { 'application/json': { schema } };
  const post = { operationId: 'a', requestBody: { content }, responses: { 200: { description: 'ok' } } };
  return JSON.stringify({ openapi: '3.1.0', info: {}, paths: { '/a': { post } }, components: { schemas } });
}

/** Reads all that is ever read of a contract; fails when that takes more than `seconds` of CPU. */
function readAll(contract: () => Contract, seconds = 4): Contract {
  const before = process.cpuUsage();
  const read = contract();
  const convert = standaloneSchemas(read.documents, read.format);
  const roots = schemaRoots(read.operations.values());
  for (const { schema } of roots) convert(schema, 'request');
  walkSchemas(read.documents, roots);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1e6 < seconds, `took ${(user + system) / 1e6} s`);
  return read;
}

const fromText = (file: string, text: string) => readAll(() => readContract(documentsFromText(file, text)));
const fromFile = (file: string) => readAll(() => readContract(loadDocuments(file, { partial: true })));

/** What is said, with its place in the file's own name. */
function said({ problems }: Contract): string[] {
  return problems.map(
    ({ place, message }) => `${formatPlace({ ...place, file: path.basename(place.file) })} ${message}`,
  );
}

function refused(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof PortcullisError, String(error));
    const { place } = error;
    const at = place ? `${formatPlace({ ...place, file: path.basename(place.file) })} ` : '';
    return `${error.code} ${at}${error.message} (${error.expected ?? ''})`;
  }
  assert.fail('it was read');
}

describe('Contracts that cannot be read at all say what is wrong, and where', () => {
  const lines = Array.from({ length: 1997 }, (_, i) => `    S${i}:\n      type: string\n`).join('');
  const utf16 = Buffer.from(withBody({}), 'utf16le');
  const levels = (count: number) => '['.repeat(count) + ']'.repeat(count);
  const bomb = Array.from({ length: 12 }, (_, i) => {
    return `x-${i}: &a${i} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(', ')}]\n`;
  }).join('');
  const cases: Readonly<Record<string, readonly [file: string, text: string | Uint8Array, said: RegExp]>> = {
    'broken YAML at line 4,000': [
      'a.yaml',
      `${head}paths:\n${operation}components:\n  schemas:\n${lines}    Bad: [unclosed\n    Next: 1\n`,
      /^SYNTAX_INVALID a\.yaml:4003:5 YAML: /,
    ],
    'a tab for indentation': ['a.yaml', `${head}paths:\n\t/a: {}\n`, /a\.yaml:4:1 .*tab/],
    'a tag that runs code': ['a.yaml', `${head}x: !!js/function "x"\n`, /a\.yaml:3:4 .*tag/],
    'two documents': ['a.yaml', `${head}---\n${head}`, /a\.yaml:4:1 .*more than one/],
    '20,000 levels of JSON': [
      'a.json',
      `{"openapi":"3.1.0","x":${levels(20_000)}}`,
      /a\.json:1:535 .*nested too deeply.*512/,
    ],
    '20,000 levels of YAML': ['a.yaml', `${head}x: ${levels(20_000)}\n`, /a\.yaml:3:\d+ .*nesting/],
    'an anchor bomb': ['a.yaml', `${head}${bomb}`, /a\.yaml:\d+:\d+ The aliases expand to too much/],
    'UTF-16 with a mark': [
      'a.json',
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
      /The file is UTF-16 text \(UTF-8\)/,
    ],
    'UTF-16 without one': ['a.json', utf16, /The file is UTF-16 text/],
    'a binary file': ['a.yaml', Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256), /not UTF-8 text/],
    'an empty file': ['a.yaml', '', /CONTRACT_INVALID a\.yaml:1:1 This is no contract/],
    'an empty JSON file': ['a.json', '', /SYNTAX_INVALID a\.json:1:1/],
    'a list': ['a.json', '[]', /CONTRACT_INVALID/],
    'another kind': ['a.yaml', 'asyncapi: 2.0.0\n', /CONTRACT_UNSUPPORTED a\.yaml:1:11 AsyncAPI/],
  };
  for (const [name, [file, text, expected]] of Object.entries(cases)) {
    it(name, () =>
      assert.match(
        refused(() => fromFile(project({ [file]: text }))),
        expected,
      ),
    );
  }

  it('a folder', () => {
    fs.mkdirSync(path.join(scratch, 'folder.yaml'));
    assert.match(
      refused(() => fromFile(path.join(scratch, 'folder.yaml'))),
      /FILE_UNREADABLE .* is not a file/,
    );
  });

  it('a file over the limit', () => {
    const file = project({ 'a.yaml': head });
    assert.match(
      refused(() => loadDocuments(file, { limits: { fileBytes: 10 } })),
      /FILE_TOO_LARGE/,
    );
  });

  it('a key that stands twice ends the reading of what is to be enforced', () => {
    const yaml = `${head}paths:\n${operation}  /b: {}\n  /a: {}\n`;
    assert.match(
      refused(() => documentsFromText('a.yaml', yaml)),
      /a\.yaml:7:3 .*(duplicated|twice)/,
    );
    const json = '{"openapi":"3.1.0","paths":{"/a":{},\n"\\u002fa":{}}}';
    assert.match(
      refused(() => documentsFromText('a.json', json)),
      /a\.json:2:1 .*"\/a" stands twice/,
    );
  });
});

describe('Contracts that are wrong in part are read as far as possible, and say what was left out', () => {
  it('keys that stand twice: the last one counts', () => {
    const yaml = fromFile(
      project({ 'a.yaml': `${head}paths:\n${operation}  /b: {}\n  /a:\n    put: { responses: {} }\n` }),
    );
    assert.deepEqual([...yaml.operations.keys()], ['PUT /a']);
    assert.deepEqual(said(yaml), ['a.yaml:7:3 The key "/a" stands twice here: what the first one holds was left out']);
    const text = '{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{}}},\n"/a":{"put":{"responses":{}}}}}';
    const json = fromFile(project({ 'a.json': text }));
    assert.deepEqual([...json.operations.keys()], ['PUT /a']);
    assert.match(said(json)[0]!, /^a\.json:2:1 The key "\/a" stands twice/);
  });

  it('a referenced file that is broken, of another encoding, or no file', () => {
    const contract = fromFile(
      project({
        'openapi.yaml': `${head}paths:\n${operation}  /b: { $ref: broken.yaml }\n  /c: { $ref: wide.yaml }\n  /d: { $ref: . }\n  /e: { $ref: broken.yaml#/x }\n`,
        'broken.yaml': 'get:\n  responses: [\n',
        'wide.yaml': Buffer.from('get: {}', 'utf16le'),
      }),
    );
    assert.deepEqual([...contract.operations.keys()], ['a']);
    const all = said(contract).join('\n');
    assert.match(all, /^broken\.yaml:3:1 YAML: .*\(expected: /m);
    assert.match(all, /^wide\.yaml:1:1 The file is UTF-16 text/m);
    assert.match(all, /^openapi\.yaml:6:15 The reference "broken\.yaml" leads to a file that was left out/m);
    assert.match(all, /^openapi\.yaml:8:15 The reference "\." leads to nothing/m);
    assert.match(all, /^openapi\.yaml:9:15 .*left out/m);
  });

  it('more files than the limit: those beyond it', () => {
    const parts = Array.from({ length: 20 }, (_, i) => `  /p${i}: { $ref: p${i}.yaml }\n`).join('');
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}.yaml`, 'get: { responses: {} }']));
    const file = project({ 'openapi.yaml': `${head}paths:\n${parts}`, ...files });
    const contract = readContract(loadDocuments(file, { partial: true, limits: { files: 10 } }));
    assert.equal(contract.operations.size, 9);
    assert.match(said(contract).join('\n'), /p9\.yaml:1:1 .*over the limit \(expected: at most 10 files\)/);
    assert.match(
      refused(() => loadDocuments(file, { limits: { files: 10 } })),
      /FILE_TOO_LARGE/,
    );
  });

  it('operation ids that come twice', () => {
    const get = { operationId: 'x', responses: {} };
    const contract = fromText('a.json', JSON.stringify({ openapi: '3.0.0', paths: { '/a': { get, put: get } } }));
    assert.deepEqual([...contract.operations.keys()], ['x', 'PUT /a']);
    assert.match(said(contract)[0]!, /^a\.json:1:\d+ The operationId "x" is taken/);
  });

  it('references that lead nowhere, outside, to the network, or over more than a hundred others', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`S${i}`, i < 9_999 ? { $ref: `#/components/schemas/S${i + 1}` } : {}]),
    );
    const { documents } = fromText('a.json', withBody({ $ref: '#/components/schemas/S0' }, chain));
    const states = new Map<string, number>();
    for (const { state } of documents.refs) states.set(state, (states.get(state) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(states), { invalid: 9_898, ok: 102 });
  });
});

describe('Contracts that are only odd are read whole', () => {
  const nested = (levels: number): unknown =>
    levels === 0 ? { type: 'string' } : { type: 'object', properties: { p: nested(levels - 1) } };
  const same: Readonly<Record<string, readonly [file: string, text: string]>> = {
    'a byte order mark': ['a.yaml', `\uFEFF${head}paths:\n${operation}`],
    'a byte order mark in JSON': ['a.json', `\uFEFF${withBody({})}`],
    'CRLF at the ends of lines': ['a.yaml', `${head}paths:\n${operation}`.replaceAll('\n', '\r\n')],
    'CR at the ends of lines': ['a.yaml', `${head}paths:\n${operation}`.replaceAll('\n', '\r')],
    'JSON in a file of another name': ['a.yaml', withBody({})],
    'a schema of 200 levels': ['a.json', withBody(nested(200))],
    'names of Object.prototype': [
      'a.json',
      withBody({ properties: { constructor: {}, toString: {} } }).replace('"constructor"', '"__proto__"'),
    ],
  };
  for (const [name, [file, text]] of Object.entries(same)) {
    it(name, () => {
      const contract = fromFile(project({ [file]: text }));
      assert.deepEqual([[...contract.operations.keys()], said(contract)], [['a'], []]);
    });
  }

  it('a list of 100,000 values, as YAML too', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => `v${i}`);
    const json = fromText('a.json', withBody({ enum: values }));
    const yaml = fromText('a.yaml', `${head}components: { schemas: { E: { enum:\n  [${values.join(', ')}] } } }`);
    for (const { documents } of [json, yaml])
      assert.equal(documents.locate({ file: documents.entry, pointer: '' }).line, 1);
    assert.equal(yaml.schemas.size, 1);
  });

  it('one anchor that is used 160 times: each use has its own operation', () => {
    const paths = Array.from({ length: 160 }, (_, i) => `  /a${i}:\n    get:\n      responses: *r\n`).join('');
    const contract = fromText('a.yaml', `${head}x-r: &r { 200: { description: ok } }\npaths:\n${paths}`);
    assert.equal(contract.operations.size, 160);
    assert.deepEqual(said(contract), []);
  });

  it('references in a value that an alias repeats are found once', () => {
    const yaml = `${head}x-p: &p { get: { responses: { 200: { $ref: '#/components/responses/N' } } } }\npaths: { /a: *p, /b: *p }`;
    const { documents, operations } = fromText('a.yaml', yaml);
    assert.deepEqual([operations.size, documents.refs.length, documents.refs[0]!.state], [2, 1, 'missing']);
  });

  it('schemas that all refer to each other, and rings of 3,000', () => {
    const names = Array.from({ length: 150 }, (_, i) => `S${i}`);
    const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const properties = Object.fromEntries(names.map((name) => [name, to(name)]));
    const all = Object.fromEntries(names.map((name) => [name, { type: 'object', properties: { ...properties } }]));
    assert.equal(fromText('a.json', withBody(to('S0'), all)).documents.refs.length, 150 * 150 + 1);
    const ring = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, i) => [`S${i}`, { allOf: [to(`S${(i + 1) % 3_000}`), { readOnly: true }] }]),
    );
    assert.equal(fromText('a.json', withBody(to('S0'), ring)).schemas.size, 3_000);
  });
});

describe('Texts as they come', () => {
  const bounds = { interruptAfterTimeLimit: 2000, markInterruptAsFailure: false, numRuns: 5000 };

  it('JSON: what one reader takes for a duplicate, the other one does too', () => {
    const key = fc.constantFrom('a', 'b', '\\u0061', 'a\\"', 'a"'.replace('"', '\\"'), '', '__proto__', '\\\\');
    const { json } = fc.letrec<{ json: string; object: string }>((tie) => ({
      json: fc.oneof({ depthSize: 'small' }, fc.constantFrom('1', '"x\\\\"', 'null', '[]', '"\\u00e9"'), tie('object')),
      object: fc
        .array(fc.tuple(key, tie('json')), { maxLength: 6 })
        .map((members) => `{ ${members.map(([name, value]) => `"${name}" :\n${value}`).join(', ')} }`),
    }));
    fc.assert(
      fc.property(json, (text) => {
        const hasTwice = duplicatesByHand(text);
        const code = codeOf(() => documentsFromText('a.json', text));
        assert.equal(code, hasTwice ? 'SYNTAX_INVALID' : undefined, text);
      }),
      bounds,
    );
  });

  it('JSON: every place that is looked up holds the value that is there', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify({ v: value }, null, indent);
        const documents = documentsFromText('a.json', text);
        for (const [pointer, found] of placesOf(value, '/v')) {
          const { line, column, endLine, endColumn } = documents.locate({ file: 'a.json', pointer });
          const lines = text.split('\n').slice(line - 1, endLine);
          if (endColumn !== undefined) lines[lines.length - 1] = lines.at(-1)!.slice(0, endColumn - 1);
          const shown: unknown = JSON.parse([lines[0]!.slice(column - 1), ...lines.slice(1)].join('\n'));
          assert.equal(JSON.stringify(shown), JSON.stringify(found));
        }
      }),
      bounds,
    );
  });

  it('bytes of any kind are read or refused, and nothing else', () => {
    const file = path.join(scratch, 'any.yaml');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, isJson) => {
        const named = isJson ? file.replace('yaml', 'json') : file;
        fs.writeFileSync(named, bytes);
        codeOf(() => readContract(loadDocuments(named, { partial: true })));
      }),
      bounds,
    );
  });
});

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof PortcullisError, String(error));
    return error.code;
  }
  return undefined;
}

/** A key of one object comes twice: told by the number of keys that are left after parsing. */
function duplicatesByHand(text: string): boolean {
  return text.split(' :\n').length - 1 !== keysIn(JSON.parse(text));
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, child) => sum + keysIn(child), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

function placesOf(value: unknown, pointer: string): [pointer: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return [[pointer, value]];
  const below = Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, child]) =>
    placesOf(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [[pointer, value], ...below];
}
