import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freezeDeep } from '../../src/model/compile-freeze.js';
import { modelFrom, projectFrom } from './policy-cases.js';

describe('what is frozen cannot be changed', () => {
  const value = freezeDeep({ list: [{ a: 1 }], map: new Map([['k', { b: 1 }]]), set: new Set(['x']) });
  const map = value.map as Map<string, unknown>;
  const attempts: Readonly<Record<string, () => unknown>> = {
    'an array': () => value.list.push({ a: 2 }),
    'an object in it': () => Object.assign(value.list[0] ?? {}, { a: 2 }),
    'a map': () => map.set('k', 1),
    'a key of it': () => map.delete('k'),
    'all of it': () => map.clear(),
    'a value in it': () => Object.assign(value.map.get('k') ?? {}, { b: 2 }),
    'a set': () => value.set.add('y'),
  };
  for (const [name, attempt] of Object.entries(attempts)) test(name, () => assert.throws(attempt, TypeError));

  test('and is read as before', () => {
    assert.deepEqual([value.map.get('k'), [...value.set], value.list.length], [{ b: 1 }, ['x'], 1]);
  });
});

test('a whole project is frozen, to the last rule', () => {
  const policy =
    'roles: { a: {} }\ndefaults: { roles: [a], rateLimits: [{ limit: 1, windowSeconds: 1, per: address }] }';
  const project = projectFrom({ policy });
  const [operation] = modelFrom({ policy }).operations.values();
  for (const part of [
    project,
    project.apis,
    project.listen[0],
    operation,
    operation?.policy.rateLimits[0],
    operation?.policy.origins,
  ]) {
    assert.ok(Object.isFrozen(part));
  }
  const roles = project.apis[0]?.roles as Map<string, unknown>;
  assert.throws(() => roles.set('b', new Set()), TypeError);
});
