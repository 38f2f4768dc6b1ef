import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentsFromText } from '../../src/model/documents.js';
import type { ApiModel, NodeRef } from '../../src/model/types.js';
import { schemaGraph } from '../../src/audit/schema-graph.js';
import { noApi } from '../../src/audit/no-api.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function graphOf(schemas: Readonly<Record<string, unknown>>) {
  const text = JSON.stringify({ openapi: '3.1.0', components: { schemas } });
  const documents = documentsFromText('a.json', text);
  const named = new Map<string, NodeRef>(
    Object.keys(schemas).map((name) => [name, { file: 'a.json', pointer: `/components/schemas/${name}` }]),
  );
  const model: ApiModel = { ...noApi('a'), documents, schemas: named, resolve: (node) => documents.resolve(node) };
  const { endless, recursive } = schemaGraph(model);
  const names = new Map([...named].map(([name, node]) => [documents.at(node)?.value, name]));
  const nameOf = (value: unknown) => names.get(value)!;
  return {
    endless: [...endless].map(nameOf).sort(),
    recursive: Object.fromEntries([...recursive].map(([value, first]) => [nameOf(value), first]).sort()),
  };
}

const must = (name: string) => ({ type: 'object', required: ['next'], properties: { next: ref(name) } });

describe('the graph of named schemas', () => {
  it('knows circles, each by the first name of the alphabet, and what only leads to them', () => {
    const { recursive } = graphOf({
      C: { properties: { b: ref('B') } },
      B: { items: ref('A') },
      A: { anyOf: [ref('C'), { type: 'string' }] },
      Self: { additionalProperties: ref('Self') },
      Leads: { properties: { a: ref('A') } },
      Plain: { type: 'string' },
    });
    assert.deepEqual(recursive, { A: 'A', B: 'A', C: 'A', Self: 'Self' });
  });

  it('knows what has no finite value, and what ends by another way', () => {
    const { endless } = graphOf({
      A: must('B'),
      B: must('A'),
      Needs: must('A'),
      Ends: { type: 'object', properties: { next: ref('A') } },
      Chain: must('Ends'),
      Null: { ...must('Null'), type: ['object', 'null'] },
      Choice: { oneOf: [must('Choice'), { const: 1 }] },
      All: { allOf: [ref('All')] },
    });
    assert.deepEqual(endless, ['A', 'All', 'B', 'Needs']);
  });

  it('takes ten thousand schemas in a row and one circle of them', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [
        `S${String(i).padStart(5, '0')}`,
        { properties: { n: ref(`S${String((i + 1) % 10_000).padStart(5, '0')}`) } },
      ]),
    );
    const { recursive, endless } = graphOf(chain);
    assert.equal(Object.keys(recursive).length, 10_000);
    assert.deepEqual(endless, []);
  });

  it('takes ten thousand schemas that need each other in a row', () => {
    const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`S${i}`, must(`S${i + 1}`)]));
    assert.deepEqual(graphOf({ ...chain, S10000: { type: 'string' } }), { endless: [], recursive: {} });
    assert.equal(graphOf({ ...chain, S10000: must('S10000') }).endless.length, 10_001);
  });

  it('takes references that lead nowhere for an end', () => {
    assert.deepEqual(graphOf({ A: must('Gone') }), { endless: [], recursive: {} });
  });
});
