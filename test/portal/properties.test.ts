import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadProject } from '../../src/model/project.js';
import { propertyRows } from '../../src/portal/properties.js';

/** Rows of a body that is `#/components/schemas/Body`. */
async function rowsOf(schemas: Record<string, unknown>) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-rows-'));
  const contract = path.join(folder, 'openapi.json');
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Body' } } };
  const operation = { operationId: 'send', requestBody: { content }, responses: { 204: { description: 'Done' } } };
  const document = { openapi: '3.1.0', info: { title: 'A', version: '1' }, paths: { '/a': { post: operation } } };
  fs.writeFileSync(contract, JSON.stringify({ ...document, components: { schemas } }));
  const [model] = (await loadProject({ contract: [contract] })).apis;
  fs.rmSync(folder, { recursive: true });
  const { body, policy } = model!.operations.get('send')!;
  return propertyRows(body!.content[0]!.schema!, { model: model!, policy, direction: 'request', classes: new Map() });
}

const wide = (next: string) =>
  Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, { $ref: `#/components/schemas/${next}` }]));

describe('the properties of a body', () => {
  it('are rows, outermost first, with the bounds that are enforced', async () => {
    const { rows, isCut } = await rowsOf({
      Body: {
        type: 'object',
        required: ['price'],
        properties: { price: { type: 'integer', minimum: 1 }, tags: { type: 'array', items: { type: 'string' } } },
      },
    });
    assert.deepEqual(
      rows.map((row) => [row.path, row.type, row.required, row.bounds]),
      [
        ['/price', 'integer', true, 'from 1'],
        ['/tags', 'array of string', false, ''],
      ],
    );
    assert.equal(isCut, false);
  });

  it('are cut, and say so, where schemas that refer to each other have no end', { timeout: 5_000 }, async () => {
    const { rows, isCut } = await rowsOf({
      Body: { type: 'object', properties: wide('Other') },
      Other: { type: 'object', properties: wide('Body') },
    });
    assert.equal(rows.length, 400);
    assert.equal(isCut, true);
  });

  it('come to an end where alternatives hold alternatives', { timeout: 5_000 }, async () => {
    const { rows } = await rowsOf({
      Body: {
        oneOf: Array.from({ length: 40 }, (_, i) => ({
          type: 'object',
          properties: { kind: { const: i }, next: { $ref: '#/components/schemas/Body' } },
        })),
      },
    });
    assert.equal(rows[0]!.path, '/kind');
    assert.ok(rows.length >= 6);
  });
});
