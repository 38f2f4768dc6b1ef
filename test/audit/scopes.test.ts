import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isReadScope, writeSibling } from '../../src/audit/scopes.js';

describe('a scope for reading', () => {
  const reading = [
    'read',
    'orders:read',
    'orders.read',
    'read:orders',
    'ordersReadOnly',
    'ORDERS_READ',
    'https://api.example/auth/orders.readonly',
    'viewer',
  ];
  for (const scope of reading) it(`is ${scope}`, () => assert.ok(isReadScope(scope)));
  const others = [
    'orders',
    'orders:write',
    'read_write',
    'readwrite',
    'orders:manage',
    'admin:read',
    'spreadsheets',
    'threads',
    'orders.all',
  ];
  for (const scope of others) it(`is not ${scope}`, () => assert.ok(!isReadScope(scope)));
});

describe('the scope for writing beside one for reading', () => {
  it('has the other word in its place', () => {
    assert.equal(writeSibling('orders:read', ['orders:read', 'orders:write', 'carts:write']), 'orders:write');
    assert.equal(writeSibling('read:orders', ['write:orders']), 'write:orders');
  });
  it('has no word where the other one says reading', () => {
    assert.equal(writeSibling('projects.read', ['projects.read', 'projects']), 'projects');
    assert.equal(writeSibling('drive.readonly', ['drive', 'drive.readonly']), 'drive');
  });
  it('is not guessed', () => {
    assert.equal(writeSibling('orders:read', ['carts:write']), undefined);
    assert.equal(writeSibling('orders', ['orders:write']), undefined);
  });
});
