import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import { policySchema } from '../../src/model/policy-schema.js';
import { helpAt, offersAt, type PolicySchema } from '../../console/screens/policy/schema-help.js';
import { caughtBy, ratesOf, roomyLimit } from '../../console/screens/policy/rates.js';
import { withRateLimit } from '../../console/screens/policy/with-rate-limit.js';
import { yamlPlace } from '../../console/screens/policy/yaml-place.js';

const names = { operations: ['getOrder', 'login'], roles: ['customer', 'admin'] };

/** The place of `|` in a text. */
function placeAt(marked: string) {
  return yamlPlace(marked.replace('|', ''), marked.indexOf('|'));
}

function offered(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return offersAt(policySchema as PolicySchema, text, { offset, names }).offers.map(({ label }) => label);
}

describe('the place in the text of a policy', () => {
  const table: readonly (readonly [string, readonly string[], 'name' | 'value', string])[] = [
    ['ver|', [], 'name', 'ver'],
    ['version: |', ['version'], 'value', ''],
    ['apis:\n  orders:\n    up|', ['apis', 'orders'], 'name', 'up'],
    [
      'apis:\n  orders: # one\n\n    # more\n    upstream: { url: x, tim|',
      ['apis', 'orders', 'upstream'],
      'name',
      'tim',
    ],
    ['operations:\n  a: { public: true }\n  b: { mode: mon|', ['operations', 'b', 'mode'], 'value', 'mon'],
    ['defaults:\n  rateLimits:\n    - { limit: 1 }\n    - { lim|', ['defaults', 'rateLimits', '*'], 'name', 'lim'],
    ['defaults:\n  rateLimits:\n    - limit: 1\n      win|', ['defaults', 'rateLimits', '*'], 'name', 'win'],
    ['defaults:\n  rateLimits:\n  - limit: 1\n  - win|', ['defaults', 'rateLimits', '*'], 'name', 'win'],
    ['operations:\n  b: { roles: [cus|', ['operations', 'b', 'roles', '*'], 'value', 'cus'],
    ['operations:\n  b: { rateLimits: [{ limit: 1, pe|', ['operations', 'b', 'rateLimits', '*'], 'name', 'pe'],
    ['operations:\n  "GET /x/{y}":\n    mo|', ['operations', 'GET /x/{y}'], 'name', 'mo'],
    ['a:\n  b:\n    c: 1\nd|', [], 'name', 'd'],
  ];
  for (const [marked, path, kind, typed] of table) {
    it(`is ${path.join('.') || 'the top'} in ${JSON.stringify(marked)}`, () => {
      assert.deepEqual(placeAt(marked), { path, kind, typed });
    });
  }

  it('is none in a comment', () => {
    assert.equal(placeAt('version: 1 # and|'), undefined);
  });
});

describe('what is offered at a place', () => {
  it('is what the schema knows there', () => {
    assert.ok(offered('|').includes('operations'));
    assert.deepEqual(offered('defaults:\n  mode: |'), ['enforce', 'monitor', 'off']);
    assert.ok(offered('defaults:\n  rateLimits:\n    - { |').includes('windowSeconds'));
    assert.deepEqual(offered('defaults:\n  rateLimits:\n    - { per: |'), ['principal', 'address', 'key', 'operation']);
    assert.deepEqual(offered('operations:\n  x: { public: |'), ['true', 'false']);
  });

  it('is the operations of the contracts and the roles of the policy where those are named', () => {
    assert.deepEqual(offered('operations:\n  |'), ['getOrder', 'login']);
    assert.deepEqual(offered('operations:\n  getOrder: { roles: [|'), ['customer', 'admin']);
    assert.ok(!offered('apis:\n  |').includes('getOrder'));
  });

  it('is explained below the editor, with what holds when nothing is said', () => {
    const text = 'defaults:\n  bodyLimitBytes: 1';
    assert.match(helpAt(policySchema as PolicySchema, text, text.length) ?? '', /^defaults\.bodyLimitBytes: /);
    assert.match(
      helpAt(policySchema as PolicySchema, text, text.indexOf('body') + 2) ?? '',
      /^defaults\.bodyLimitBytes: /,
    );
    assert.equal(helpAt(policySchema as PolicySchema, '# hm', 4), undefined);
  });
});

function callsOf(who: string, times: readonly number[]): readonly SecurityEvent[] {
  return times.map((time) => ({
    id: `${who}${time}`,
    time,
    kind: 'access',
    outcome: 'allowed',
    severity: 'info',
    client: who,
  }));
}

describe('rates of callers', () => {
  const events = [...callsOf('a', [0, 500, 900, 1000, 5000]), ...callsOf('b', [0, 60_000])];

  it('are the most calls in one window, the busiest first', () => {
    assert.deepEqual(ratesOf(events, { per: 'address', windowSeconds: 1 }), [
      { who: 'a', peak: 3, total: 5 },
      { who: 'b', peak: 1, total: 2 },
    ]);
  });

  it('are per principal where there is one, as the gateway counts', () => {
    const known = events.map(
      (event) => ({ ...event, principalId: event.client === 'a' ? 'alice' : undefined }) as SecurityEvent,
    );
    assert.deepEqual(
      ratesOf(known, { per: 'principal', windowSeconds: 60 }).map(({ who }) => who),
      ['alice', 'b'],
    );
  });

  it('say whom a limit catches, and which limit leaves room', () => {
    const rates = ratesOf(events, { per: 'address', windowSeconds: 1 });
    assert.equal(caughtBy(rates, 2).length, 1);
    assert.equal(caughtBy(rates, roomyLimit(rates)).length, 0);
    assert.equal(roomyLimit([{ who: 'a', peak: 90, total: 90 }]), 150);
    assert.equal(roomyLimit([]), 1);
  });
});

describe('a limit put into the text of a policy', () => {
  const wanted = { operation: 'login', limit: 10, windowSeconds: 60, per: 'address' } as const;
  const entry = 'rateLimits: [{ limit: 10, windowSeconds: 60, per: address }]';

  it('changes only lines of the operation, in the form that it has', () => {
    assert.deepEqual(withRateLimit('operations:\n  # open\n  login: { public: true } # yes\n', wanted), {
      text: `operations:\n  # open\n  login: { public: true, ${entry} } # yes\n`,
      line: 3,
    });
    assert.deepEqual(withRateLimit('operations:\n  login:\n    public: true\n  other: {}\n', wanted), {
      text: `operations:\n  login:\n    ${entry}\n    public: true\n  other: {}\n`,
      line: 3,
    });
    assert.equal(withRateLimit('operations:\n  login: {}\n', wanted).text, `operations:\n  login: { ${entry} }\n`);
  });

  it('adds the operation, and the section, where there is none', () => {
    assert.equal(
      withRateLimit('operations:\n    other: {}\n', wanted).text,
      `operations:\n    login: { ${entry} }\n    other: {}\n`,
    );
    assert.equal(withRateLimit('version: 1\n', wanted).text, `version: 1\n\noperations:\n  login: { ${entry} }\n`);
    assert.match(withRateLimit('version: 1', { ...wanted, operation: 'GET /x' }).text!, /^ {2}"GET \/x": \{/m);
  });

  it('leaves limits that are there to a person, and names their line', () => {
    assert.deepEqual(withRateLimit('operations:\n  login:\n    rateLimits: none\n', wanted), { line: 2 });
    assert.deepEqual(withRateLimit('operations: { login: {} }\n', wanted), { line: 1 });
  });
});
