import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { PortcullisError } from '../../src/core/errors.js';
import { readContract } from '../../src/model/contract.js';
import { documentsFromText } from '../../src/model/documents.js';
import { schemaRoots, walkSchemas } from '../../src/model/schema-walk.js';
import { standaloneSchemas } from '../../src/model/standalone.js';
import { fixture } from './fixture.js';

/** Everything that is ever done with a contract. Nothing but a PortcullisError may come out. */
function useAll(file: string, text: string): void {
  try {
    const documents = documentsFromText(file, text);
    const { operations, format, schemas } = readContract(documents);
    const walk = walkSchemas(documents, schemaRoots(operations.values()));
    const standalone = standaloneSchemas(documents, format);
    for (const visit of walk.visits) {
      assert.ok(documents.locate(visit.node, true).line >= 1);
      walk.operationIdsOf(visit);
      standalone(visit.node, visit.flow === 'in' ? 'request' : 'response');
    }
    for (const schema of schemas.values()) standalone(schema, 'response');
  } catch (error) {
    if (!(error instanceof PortcullisError)) throw error;
  }
}

/** Paths to all values of a document. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function replaceAt(document: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(document) as Record<string, unknown>;
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[path.at(-1)!] = value;
  return copy;
}

const bounds = { interruptAfterTimeLimit: 1500, markInterruptAsFailure: false, numRuns: 3000 };

describe('Contracts with something wrong in them', () => {
  for (const name of ['shop.yaml', 'swagger2.yaml']) {
    const text = fs.readFileSync(fixture(name), 'utf8');
    const original = documentsFromText(name, text).files.get(name)?.value;
    const paths = pathsOf(original);
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, true, false, 0, -1, '', 'x', [], {}, [null], [[]], { $ref: '#' }, { $ref: 7 }),
      fc.constantFrom(...paths.map((path) => ({ $ref: `#/${path.join('/').replaceAll('~', '~0')}` }))),
      fc.jsonValue({ maxDepth: 3 }),
    );

    it(`${name}: any value at any place is survived`, () => {
      const changes = fc.array(fc.tuple(fc.constantFrom(...paths), odd), { minLength: 1, maxLength: 2 });
      const property = fc.property(changes, (edits) => {
        let document: unknown = original;
        for (const [path, value] of edits) {
          try {
            document = replaceAt(document, path, value);
          } catch {
            // The first edit has removed the place of the second.
          }
        }
        useAll('a.json', JSON.stringify(document));
      });
      fc.assert(property, bounds);
    });

    it(`${name}: cut and overwritten text is survived`, () => {
      const edit = fc.tuple(
        fc.nat(text.length),
        fc.nat(12),
        fc.constantFrom('', ':', '- ', '{', ']', '*a', '&a ', '"', '\n', '\t', '<<: ', '!x ', '\0', '---\n'),
      );
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
          const changed = edits.reduce(
            (before, [at, length, put]) => before.slice(0, at) + put + before.slice(at + length),
            text,
          );
          useAll('a.yaml', changed);
        }),
        bounds,
      );
    });
  }
});
