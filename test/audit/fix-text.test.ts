import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { dump, load } from 'js-yaml';
import type { JsonPatchOperation } from '../../src/core/finding.js';
import { applyPatch } from '../../src/audit/fix-apply.js';
import { fixText } from '../../src/audit/fix-text.js';

const yaml = `openapi: 3.1.0 # the version
info: { title: Shop, version: '1' }
servers:
  - url: http://api.example.com
  - url: https://api.example.com # with TLS
security:
  - {}
  - bearer: []
paths:
  /orders:
    post:
      parameters:
        - name: limit
          in: query
          schema: { type: integer }
      # who buys
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                note:
                  type: string # free
                tags: { type: array, items: { type: string } }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    old:
      type: apiKey
      in: query
      name: key
`;

const schema = '/paths/~1orders/post/requestBody/content/application~1json/schema';

/** Lines that are gone, and lines that are new. */
function difference(before: string, after: string) {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { gone: old.filter((line) => !now.includes(line)), added: now.filter((line) => !old.includes(line)) };
}

interface Case {
  readonly step: JsonPatchOperation;
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'a bound into a block': {
    step: { op: 'add', path: `${schema}/properties/note/maxLength`, value: 80 },
    gone: ['                  type: string # free'],
    added: ['                  maxLength: 80', '                  type: string # free'],
  },
  'a bound into braces': {
    step: { op: 'add', path: `${schema}/properties/tags/maxItems`, value: 20 },
    gone: ['                tags: { type: array, items: { type: string } }'],
    added: ['                tags: { maxItems: 20, type: array, items: { type: string } }'],
  },
  'a bound into a parameter of a list': {
    step: { op: 'add', path: '/paths/~1orders/post/parameters/0/schema/maximum', value: 100 },
    gone: ['          schema: { type: integer }'],
    added: ['          schema: { maximum: 100, type: integer }'],
  },
  'an address': {
    step: { op: 'replace', path: '/servers/0/url', value: 'https://eu.example.com' },
    gone: ['  - url: http://api.example.com'],
    added: ['  - url: "https://eu.example.com"'],
  },
  'a word': {
    step: { op: 'replace', path: '/components/securitySchemes/old/in', value: 'header' },
    gone: ['      in: query'],
    added: ['      in: header'],
  },
  'a parameter behind the last one': {
    step: { op: 'add', path: '/paths/~1orders/post/parameters/-', value: { name: 'q', in: 'query' } },
    gone: [],
    added: ['        - {"name":"q","in":"query"}'],
  },
  'a server at the end': {
    step: { op: 'add', path: '/servers/-', value: { url: '/v2' } },
    gone: [],
    added: ['  - {"url":"/v2"}'],
  },
  'an item that is gone': {
    step: { op: 'remove', path: '/servers/0' },
    gone: ['  - url: http://api.example.com'],
    added: [],
  },
  'an empty alternative that is gone': { step: { op: 'remove', path: '/security/0' }, gone: ['  - {}'], added: [] },
  'a scheme that is gone': {
    step: { op: 'remove', path: '/components/securitySchemes/old' },
    gone: ['    old:', '      type: apiKey', '      in: query', '      name: key'],
    added: [],
  },
  'a scheme of one line that is gone': {
    step: { op: 'remove', path: '/components/securitySchemes/bearer' },
    gone: ['    bearer: { type: http, scheme: bearer }'],
    added: [],
  },
  'a member in braces that is gone': {
    step: { op: 'remove', path: '/info/title' },
    gone: ["info: { title: Shop, version: '1' }"],
    added: ["info: { version: '1' }"],
  },
};

describe('a YAML contract that is fixed', () => {
  for (const [name, { step, gone, added }] of Object.entries(cases)) {
    it(`has ${name}, and nothing else is touched`, () => {
      const { text, applied, left } = fixText('a.yaml', yaml, [step]);
      assert.deepEqual({ applied, left }, { applied: [step], left: [] });
      const found = difference(yaml, text);
      assert.deepEqual(
        found.added.filter((line) => !found.gone.includes(line)),
        added.filter((line) => !gone.includes(line)),
      );
      assert.deepEqual(
        found.gone,
        gone.filter((line) => !text.split('\n').includes(line)),
      );
    });
  }

  it('takes many steps at once', () => {
    const steps = [cases['a bound into a block']!, cases['a word']!, cases['an item that is gone']!].map(
      ({ step }) => step,
    );
    const { text, applied } = fixText('a.yaml', yaml, steps);
    assert.equal(applied.length, 3);
    assert.match(text, /# the version\n/);
    assert.match(text, /# with TLS\n/);
    assert.match(text, /# who buys\n/);
  });

  it('keeps the line endings of Windows', () => {
    const { text } = fixText('a.yaml', yaml.replaceAll('\n', '\r\n'), [cases['a bound into a block']!.step]);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.match(text, /maxLength: 80\r\n/);
  });

  it('leaves to a person what other places share', () => {
    const shared = 'a: &one { type: string }\nb: *one\n';
    const step: JsonPatchOperation = { op: 'add', path: '/b/maxLength', value: 5 };
    const { text, left } = fixText('a.yaml', shared, [step]);
    assert.ok(text === shared ? left.length === 1 : text.includes('&one { maxLength: 5, type: string }'));
  });

  it('says which steps have lost their place, and makes the others', () => {
    const lost: JsonPatchOperation = { op: 'remove', path: '/components/schemas/Gone' };
    const { applied, left } = fixText('a.yaml', yaml, [lost, cases['a word']!.step]);
    assert.deepEqual(left, [lost]);
    assert.equal(applied.length, 1);
  });

  it('does not empty a map: its value would be another one', () => {
    const step: JsonPatchOperation = { op: 'remove', path: '/a/b' };
    const { text, left } = fixText('a.yaml', 'a:\n  b: 1\nc: 2\n', [step]);
    assert.deepEqual([text, left], ['a:\n  b: 1\nc: 2\n', [step]]);
  });
});

describe('a JSON contract that is fixed', () => {
  const value = { openapi: '3.1.0', servers: [{ url: 'http://a' }, { url: 'https://b' }], x: { y: 1 } };
  const steps: readonly JsonPatchOperation[] = [
    { op: 'add', path: '/x/z', value: [1] },
    { op: 'replace', path: '/openapi', value: '3.1.1' },
    { op: 'remove', path: '/servers/0' },
  ];
  const expected = { openapi: '3.1.1', servers: [{ url: 'https://b' }], x: { y: 1, z: [1] } };

  for (const indent of [2, 4, '\t', undefined]) {
    it(`stays as a machine wrote it, indented by ${indent === undefined ? 'nothing' : JSON.stringify(indent)}`, () => {
      const text = `${JSON.stringify(value, null, indent)}\n`;
      assert.equal(fixText('a.json', text, steps).text, `${JSON.stringify(expected, null, indent)}\n`);
    });
  }

  it('stays as a person wrote it', () => {
    const text =
      '{\n  "openapi": "3.1.0",\n  "servers": [{ "url": "http://a" }, { "url": "https://b" }],\n  "x": { "y": 1 }\n}\n';
    const fixed = fixText('a.json', text, steps);
    assert.deepEqual(JSON.parse(fixed.text), expected);
    assert.match(fixed.text, /\n {2}"openapi": "3\.1\.1",\n {2}"servers": \[/);
    assert.equal(fixed.applied.length, 3);
  });
});

/** Every pointer of a value, its own left out. */
function pointersOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const pointer = `${at}/${key}`;
    return [pointer, ...pointersOf(inner, pointer)];
  });
}

const key = fc.stringMatching(/^[a-z]{1,3}$/);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('a word', 'a: b', '# no comment', '- x', "it's", '', 'true')),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
  ),
}));
const document = fc.dictionary(key, tree as fc.Arbitrary<unknown>, { minKeys: 1, maxKeys: 4 });
const step = fc.record({
  op: fc.constantFrom('add', 'replace', 'remove'),
  pick: fc.nat(),
  value: fc.integer(),
  name: key,
});

describe('whatever a contract looks like', () => {
  it('its text says what the steps say that were applied, and nothing else', () => {
    fc.assert(
      fc.property(
        document,
        step,
        fc.constantFrom(-1, 1, 2),
        fc.boolean(),
        (value, { op, pick, value: put, name }, flowLevel, asJson) => {
          const pointers = pointersOf(value);
          const chosen = pointers[pick % pointers.length]!;
          const path = op === 'add' ? `${chosen.slice(0, chosen.lastIndexOf('/'))}/${name}` : chosen;
          const patch = [op === 'remove' ? { op, path } : { op, path, value: put }] as readonly JsonPatchOperation[];
          const text = asJson ? JSON.stringify(value, null, 3) : dump(value, { flowLevel });
          const fixed = fixText(asJson ? 'a.json' : 'a.yaml', text, patch);
          const read = (changed: string) => (asJson ? JSON.parse(changed) : load(changed)) as unknown;
          assert.deepEqual(read(fixed.text), applyPatch(read(text), fixed.applied));
          assert.equal(fixed.applied.length + fixed.left.length, 1);
        },
      ),
      { numRuns: 400 },
    );
  });
});
