import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didYouMean, nearest } from '../../src/core/nearest.js';

const names = ['rateLimits', 'roles', 'mode', 'bodyLimitBytes', 'getOrder', 'getOrders'];

describe('the nearest name', () => {
  const near: readonly (readonly [wanted: string, found: string])[] = [
    ['ratelimits', 'rateLimits'],
    ['rateLimit', 'rateLimits'],
    ['rloes', 'roles'],
    ['moed', 'mode'],
    ['bodyLimitByte', 'bodyLimitBytes'],
    ['getOrdr', 'getOrder'],
    ['GETORDERS', 'getOrders'],
  ];
  for (const [wanted, found] of near) it(`of ${wanted} is ${found}`, () => assert.equal(nearest(wanted, names), found));

  for (const wanted of ['', 'x', 'password', 'rates', 'getInvoice'])
    it(`of "${wanted}" is none`, () => assert.equal(nearest(wanted, names), undefined));

  it('counts a swapped pair of letters once', () => {
    assert.equal(nearest('ab', ['ba']), 'ba');
    assert.equal(nearest('ab', ['bc']), undefined);
  });

  it('is the first of those that are equally near', () => assert.equal(nearest('abcx', ['abcd', 'abce']), 'abcd'));
});

describe('did you mean', () => {
  it('asks for the nearest name, or says nothing', () => {
    assert.equal(didYouMean('rols', names), 'did you mean "roles"?');
    assert.equal(didYouMean('zebra', names), undefined);
  });
});
