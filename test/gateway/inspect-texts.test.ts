import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FieldPlans } from '../../src/gateway/inspect-plan.js';
import {
  lookAtCookies,
  lookAtHeaders,
  lookAtJson,
  lookAtPairs,
  lookAtPath,
  lookAtSegments,
  type LookAt,
} from '../../src/gateway/inspect-texts.js';

interface Looked {
  readonly text: string;
  readonly kind: string;
  readonly where: string;
  readonly isName: boolean;
}

function recorder(): { readonly seen: Looked[]; readonly look: LookAt } {
  const seen: Looked[] = [];
  const look: LookAt = (text, kind, { isName }, where) => {
    seen.push({ text, kind, where: where(), isName });
    return false;
  };
  return { seen, look };
}

const none = { plans: new Map(), credentials: new Set<string>() };

test('of JSON every name of the caller and every text that is not plain is looked at, at its place', () => {
  const { seen, look } = recorder();
  const schema = {
    type: 'object',
    properties: { items: { items: { properties: { note: { type: 'string' }, count: { type: 'integer' } } } } },
  };
  lookAtJson(
    { items: [{ note: "it's", count: 5 }, { note: 'plain' }], 'x[y]': { 'a/b': '<b>' } },
    new FieldPlans(schema).root(),
    look,
  );
  assert.deepEqual(
    new Set(seen.map(({ where, isName }) => `${isName ? 'name' : 'value'} ${where}`)),
    new Set(['value body:/items/0/note', 'name body:/x[y]', 'name body:/x[y]/a~1b', 'value body:/x[y]/a~1b']),
  );
});

test('values that the contract pins are never given to the detectors', () => {
  const { seen, look } = recorder();
  const schema = { properties: { state: { enum: ["<'>"] }, code: { type: 'string', pattern: '^[a-z]+$' } } };
  lookAtJson({ state: "<'>", code: "<'>" }, new FieldPlans(schema).root(), look);
  assert.deepEqual(seen, []);
});

test('depth is no problem', () => {
  let value: unknown = "it's";
  for (let i = 0; i < 50_000; i++) value = [value];
  const { seen, look } = recorder();
  lookAtJson(value, undefined, look);
  assert.equal(seen.length, 1);
});

test('the first look that says so ends the walk', () => {
  let count = 0;
  assert.equal(
    lookAtJson(["a'", "b'", "c'"], undefined, () => ++count === 2),
    true,
  );
  assert.equal(count, 2);
});

test('names of a query are looked at where the contract does not have them', () => {
  const { seen, look } = recorder();
  const plans = new FieldPlans({ type: 'string' }).root('q');
  const pairs = [
    { name: 'q', value: 'a%27' },
    { name: 'a[$ne]', value: '1' },
    { name: 'broken', value: '%zz<' },
  ];
  lookAtPairs(
    pairs,
    { in: 'query', planOf: (name) => (name === 'q' ? plans : undefined), decode: decodeURIComponent },
    look,
  );
  assert.deepEqual(
    seen.map(({ where, text }) => [where, text]),
    [
      ['query:q', "a'"],
      ['query:a[$ne]', 'a[$ne]'],
      ['query:broken', '%zz<'],
    ],
  );
});

test('path parameters, and segments of unknown paths, are looked at', () => {
  const { seen, look } = recorder();
  lookAtPath({ id: "1'", other: '5' }, new Map(), look);
  lookAtSegments('/a/b%27/c', look);
  assert.deepEqual(
    seen.map(({ where, text }) => [where, text]),
    [
      ['path:id', "1'"],
      ['path:', "b'"],
      ['path:', "/a/b'/c"],
    ],
  );
});

test('header fields with a meaning of their own and credentials are not looked at', () => {
  const seen: string[] = [];
  const headers = {
    host: 'x',
    accept: '*/*',
    authorization: 'Bearer a',
    'user-agent': 'curl',
    'x-key': 'secret',
    'x-tag': 'b',
  };
  lookAtHeaders(headers, { plans: new Map(), credentials: new Set(['x-key']) }, (_text, _kind, name) => {
    seen.push(name);
    return false;
  });
  assert.deepEqual(seen, ['user-agent', 'x-tag']);
});

test('cookies are looked at by name and value, those of sessions not', () => {
  const { seen, look } = recorder();
  lookAtCookies("theme=da'rk; sid=a'b", { ...none, credentials: new Set(['sid']) }, look);
  assert.deepEqual(
    seen.map(({ where }) => where),
    ['cookie:theme'],
  );
});
