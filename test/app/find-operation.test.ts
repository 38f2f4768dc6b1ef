import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findOperation } from '../../src/app/find-operation.js';
import type { Project as Model } from '../../src/model/types.js';
import { orchardProject } from '../cli/bench.js';
import { appIn } from './orchard-app.js';

const project = orchardProject();
let model: Model;
before(async () => {
  model = await appIn(project).project();
});
after(() => project.close());

describe('an operation', () => {
  for (const name of ['getOrder', 'GET /orders/{orderId}', 'get /orders/{orderId}', 'Get /orders/{orderId}'])
    it(`is found as ${name}`, () => assert.equal(findOperation(model, name).operation.id, 'getOrder'));

  const unknown: readonly (readonly [name: string, hint: string | undefined])[] = [
    ['getOrdr', 'did you mean "getOrder"?'],
    ['get /order/{orderId}', 'did you mean "GET /orders/{orderId}"?'],
    ['nothing at all', undefined],
    ['', undefined],
    ['POST /orders/{orderId}', 'did you mean "GET /orders/{orderId}"?'],
  ];
  for (const [name, hint] of unknown)
    it(`is not "${name}"`, () => assert.throws(() => findOperation(model, name), { code: 'NOT_FOUND', hint }));
});
