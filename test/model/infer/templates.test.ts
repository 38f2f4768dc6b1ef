import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sample } from '../../../src/model/infer/sample.js';
import { camel, pathOf, templatePaths } from '../../../src/model/infer/templates.js';
import { call } from './describe-samples.js';

const pathsOf = (...samples: Sample[]): readonly string[] =>
  [...new Set(templatePaths(samples).map(({ parts }) => pathOf(parts)))].sort();

const team = (title: string) => ({ title, size: 3 });

describe('paths of calls', () => {
  it('have parameters where numbers, UUIDs and other ids stood, named by the word before', () => {
    const calls = [call('GET /v1/orders/1001'), call('GET /v1/companies/507f1f77bcf86cd799439011/addresses/7')];
    assert.deepEqual(pathsOf(...calls), ['/v1/companies/{companyId}/addresses/{addressId}', '/v1/orders/{orderId}']);
  });

  it('have one parameter where ids of several forms stood', () => {
    assert.deepEqual(pathsOf(call('GET /orders/1'), call('GET /orders/ord-1002/lines')), [
      '/orders/{orderId}',
      '/orders/{orderId}/lines',
    ]);
  });

  it('have names that differ where two ids follow each other', () => {
    assert.deepEqual(pathsOf(call('GET /files/1/2')), ['/files/{fileId}/{fileId2}']);
  });

  it('have the name that the author of a collection gave', () => {
    const named = call('GET /books/x', undefined, { segments: ['books', { name: 'isbn' }] });
    assert.deepEqual(pathsOf(named, call('DELETE /books/12')), ['/books/{isbn}']);
  });

  it('have a parameter where two samples differ in one part and are answered alike', () => {
    const calls = [
      call('GET /teams/red', team('Red')),
      call('GET /teams/blue', team('Blue')),
      call('DELETE /teams/blue'),
    ];
    assert.deepEqual(pathsOf(...calls), ['/teams/{teamId}']);
  });

  it('have a parameter where the thing calls itself by that word, and what else is done to it follows', () => {
    const calls = [call('GET /user/janeroe', { username: 'janeroe' }), call('POST /user/janeroe/lock')];
    assert.deepEqual(pathsOf(...calls), ['/user/{userId}', '/user/{userId}/lock']);
  });

  it('stay where collections differ, though their answers have one frame', () => {
    const page = (item: object) => ({ items: [item], total: 1 });
    const calls = [call('GET /shop/books', page({ isbn: 1 })), call('GET /shop/authors', page({ name: 'x' }))];
    assert.deepEqual(pathsOf(...calls), ['/shop/authors', '/shop/books']);
  });

  it('stay where empty lists hide the difference', () => {
    const empty = { items: [], total: 0 };
    const calls = [call('GET /reports/books', empty), call('GET /reports/authors', empty)];
    assert.deepEqual(pathsOf(...calls), ['/reports/authors', '/reports/books']);
  });

  it('stay below a version and at the root, and where words are reserved', () => {
    const calls = ['/v1/red', '/v1/blue', '/red', '/blue', '/teams/me', '/teams/search'].map((path) =>
      call(`GET ${path}`, team(path)),
    );
    assert.deepEqual(pathsOf(...calls), ['/blue', '/red', '/teams/me', '/teams/search', '/v1/blue', '/v1/red']);
  });

  it('are found for many calls and for long ones in little time', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => call(`GET /orders/${index}/lines/${index}`));
    const long = call(`GET ${'/a'.repeat(5_000)}`);
    assert.equal(pathsOf(...many, long).length, 2);
  });
});

describe('a word for programs', () => {
  for (const [text, word] of [
    ['user-accounts.v2', 'userAccountsV2'],
    ['Orders', 'orders'],
    ['2fa', 'x2fa'],
    ['***', 'x'],
  ] as const)
    it(`${text} is ${word}`, () => assert.equal(camel(text), word));
});
