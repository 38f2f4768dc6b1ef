import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContract } from '../../src/model/contract.js';
import { documentsFromText } from '../../src/model/documents.js';
import { singular } from '../../src/model/resource.js';

/** Name and id of the thing that `GET path` is about. */
function resourceOf(path: string, parameters: readonly object[] = []): string | undefined {
  const contract = { openapi: '3.0.0', paths: { [path]: { get: { parameters } } } };
  const [operation] = readContract(documentsFromText('a.json', JSON.stringify(contract))).operations.values();
  const resource = operation?.resource;
  return resource && `${resource.name} by ${resource.id.name}`;
}

describe('The thing an operation is about', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    '/orders/{orderId}': 'order by orderId',
    '/orders/{orderId}/items': 'order by orderId',
    '/orders/{orderId}/items/{itemId}': 'item by itemId',
    '/products/{productId}/reviews': 'product by productId',
    '/v2/Services/{ServiceSid}/AccessTokens/{Sid}': 'accessToken by Sid',
    '/categories/{id}.json': 'category by id',
    '/customers/me': undefined,
    '/orders': undefined,
    '/': undefined,
    '/v1/{tenantId}/status': 'tenant by tenantId',
    '/v1/{id}': undefined,
    '/repos/{owner}/{repo}': 'repo by repo',
    '/ranges/{from}-{to}': undefined,
  };
  for (const [path, expected] of Object.entries(cases)) {
    it(`${path}: ${expected ?? 'nothing'}`, () => assert.equal(resourceOf(path), expected));
  }

  it('a choice between words is no id', () => {
    const format = { name: 'format', in: 'path', required: true, schema: { enum: ['json', 'xml'] } };
    assert.equal(resourceOf('/check/{format}', [format]), undefined);
    assert.equal(resourceOf('/orders/{orderId}/{format}', [format]), 'order by orderId');
  });
});

describe('The singular', () => {
  const words: Readonly<Record<string, string>> = {
    orders: 'order',
    categories: 'category',
    addresses: 'address',
    boxes: 'box',
    branches: 'branch',
    statuses: 'status',
    courses: 'course',
    houses: 'house',
    invoices: 'invoice',
    address: 'address',
    status: 'status',
    series: 'series',
    data: 'data',
    'line-items': 'line-item',
  };
  for (const [word, expected] of Object.entries(words))
    it(`${word}: ${expected}`, () => assert.equal(singular(word), expected));
});
