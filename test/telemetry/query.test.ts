import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import { PortcullisError } from '../../src/core/errors.js';
import { uuidv7 } from '../../src/core/ids.js';
import { compileQuery, testOf } from '../../src/telemetry/query-match.js';
import { parseQuery } from '../../src/telemetry/query.js';

const now = Date.UTC(2026, 10, 25, 12);

function anEvent(more: Partial<SecurityEvent> = {}): SecurityEvent {
  const time = more.time ?? now - 60_000;
  return {
    id: uuidv7(time),
    time,
    kind: 'denial',
    outcome: 'denied',
    severity: 'medium',
    operationId: 'getOrder',
    principalId: 'alice',
    client: '10.0.0.7',
    status: 403,
    guard: 'object-owner',
    code: 'OBJECT_NOT_OWNED',
    detail: { path: '/orders/{orderId}', reason: 'Somebody else "owns" it', tries: 3, place: { in: 'path' } },
    ...more,
  };
}

const matches = (query: string, event: SecurityEvent) => testOf(parseQuery(query, now))(event);

describe('a query', () => {
  for (const query of [
    '',
    'kind:denial',
    'kind:denial status:403',
    'kind:denial AND status:403',
    'status:4xx',
    'status>=400 status<500',
    'status<=403',
    'status>402',
    'severity>=low',
    'severity:medium',
    'severity<high',
    '-kind:access',
    'NOT kind:access',
    '--kind:denial',
    'operation:get*',
    'operation:*Order',
    'operation:g*t*r',
    'operation:*',
    '-api:*',
    'kind:access OR status:403',
    'kind:access status:200 OR principal:alice',
    '(kind:access OR kind:denial) principal:alice',
    '-(kind:access OR principal:bob)',
    'client:10.0.0.*',
    'detail.tries:3',
    'detail.place.in:path',
    'detail.reason:"Somebody else \\"owns\\" it"',
    'detail.path:/orders/*',
    'owns',
    '"somebody ELSE"',
    'since:1h',
    'until:1s',
    'time>=2026-11-25T11:00 time<2026-11-25T12:30',
    'time:2026-11-25',
    'time:2026-11',
    'time<=2026-11-25',
    'time>2026-11-24',
    'time>=2026-11-25T12:30+01:00',
  ]) {
    test(`${query || '(nothing)'} matches`, () => assert.ok(matches(query, anEvent())));
  }

  for (const query of [
    'kind:access',
    'kind:denial status:404',
    'status:5xx',
    'status>403',
    'severity>=high',
    '-kind:denial',
    'operation:Get*',
    'operation:get*X',
    'operation:getOrder*r',
    'operation:"get*"',
    'api:*',
    'kind:access OR status:404',
    'kind:access principal:alice OR principal:bob',
    '-(kind:access OR principal:alice)',
    'detail.tries:4',
    'detail.nothing:*',
    'detail.constructor:*',
    'nowhere',
    'since:30s',
    'until:1h',
    'time:2026-11-24',
    'time>2026-11-25',
    'micros>=0',
  ]) {
    test(`${query} does not match`, () => assert.ok(!matches(query, anEvent())));
  }
});

describe('a mistake in a query', () => {
  for (const [query, column, words] of [
    ['knd:denial', 1, /no field "knd"[^]*did you mean "kind"/],
    ['status:403 kind:denail', 17, /kind is never "denail"[^]*did you mean "denial"/],
    ['severity>=hihg', 11, /severity is never "hihg"[^]*did you mean "high"/],
    ['status:4x', 8, /no number[^]*4xx/],
    ['since:yesterday', 7, /no time[^]*2h/],
    ['time>=2026-02-30', 7, /no time/],
    ['(kind:denial', 1, /not closed/],
    ['kind:denial)', 12, /has no \(/],
    ['kind:denial AND', 16, /ends too early/],
    ['OR kind:denial', 1, /"OR" stands where/],
    ['kind:denial OR OR api:x', 16, /"OR" stands where/],
    ['()', 2, /"\)" stands where/],
    ['kind:', 6, /kind: has no value/],
    ['kind: denial', 6, /no value/],
    ['operation>=a', 10, /no order/],
    ['principal:"alice', 11, /not closed/],
    ['-', 2, /ends too early/],
    ['('.repeat(60), 51, /levels deep/],
    [`${'a '.repeat(300)}`, 401, /at most 200/],
    ['a'.repeat(5000), 4096, /4096 characters/],
    ['http://x', 1, /no field "http"[^]*quotation marks/],
  ] as const) {
    test(`${query.slice(0, 30)} is told at column ${column}`, () => {
      assert.throws(
        () => parseQuery(query, now),
        (error: unknown) => {
          assert.ok(error instanceof PortcullisError && error.code === 'QUERY_INVALID');
          assert.equal(error.place?.column, column, error.message);
          assert.match(`${error.message}\n${error.expected}\n${error.hint}`, words);
          return true;
        },
      );
    });
  }
});

describe('what the store is asked', () => {
  const compiled = (query: string) => compileQuery(parseQuery(query, now));

  test('is the whole query where the store knows all of it', () => {
    const { filter, matches: left } = compiled('kind:denial principal:alice status:4xx since:1h until:2026-11-26');
    assert.equal(left, undefined);
    assert.deepEqual(filter, {
      kind: 'denial',
      principal: 'alice',
      statusClass: 4,
      since: now - 3_600_000,
      until: Date.UTC(2026, 10, 26),
    });
  });

  test('is the part that narrows it, and the rest is tested here', () => {
    const { filter, matches: left } = compiled('kind:denial (client:10.* OR principal:bob) -status:404');
    assert.deepEqual(filter, { kind: 'denial' });
    assert.ok(left!(anEvent()));
    assert.ok(!left!(anEvent({ status: 404 })));
  });

  test('is never wider than one value, and two values let nothing through', () => {
    const { filter, matches: left } = compiled('kind:denial kind:access');
    assert.deepEqual(filter, { kind: 'denial' });
    assert.ok(!left!(anEvent()));
  });

  test('is nothing of an OR', () => assert.deepEqual(compiled('kind:denial OR since:1h').filter, {}));
});

describe('random queries', () => {
  const pieces =
    'kind:denial kind:access status:403 status:4xx status>=400 status<200 severity>=high - ( ) AND OR NOT "a b" " since:1h until:5m time: operation:get* principal:alice x : >= * detail.a:1 \\ é \u2028 : kind'.split(
      ' ',
    );
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };

  test('are read or refused at a column inside them, and say the same split as whole', () => {
    const events = [
      anEvent(),
      anEvent({ kind: 'access', outcome: 'allowed', status: 200, severity: 'info' }),
      anEvent({ severity: 'high', principalId: 'bob', time: now - 7_200_000 }),
    ];
    const end = performance.now() + 2000;
    let [read, refused] = [0, 0];
    while (performance.now() < end) {
      const query = Array.from({ length: 1 + random(9) }, () => pieces[random(pieces.length)]).join(
        random(4) ? ' ' : '',
      );
      try {
        const tree = parseQuery(query, now);
        const { filter, matches: left } = compileQuery(tree);
        const whole = testOf(tree);
        for (const event of events) {
          const passes = passesFilter(filter, event) && (left?.(event) ?? true);
          assert.equal(passes, whole(event), query);
        }
        read += 1;
      } catch (error) {
        if (!(error instanceof PortcullisError)) throw error;
        assert.ok(error.place!.column >= 1 && error.place!.column <= query.length + 1, query);
        refused += 1;
      }
    }
    assert.ok(read > 100 && refused > 100, `${read} read, ${refused} refused`);
  });
});

/** The filter of the store, as its documentation says. */
function passesFilter(filter: ReturnType<typeof compileQuery>['filter'], event: SecurityEvent): boolean {
  const { kind, outcome, principal, operation, status, statusClass, since, until } = filter;
  return (
    (kind === undefined || event.kind === kind) &&
    (outcome === undefined || event.outcome === outcome) &&
    (principal === undefined || event.principalId === principal) &&
    (operation === undefined || event.operationId === operation) &&
    (status === undefined || event.status === status) &&
    (statusClass === undefined || Math.floor((event.status ?? 0) / 100) === statusClass) &&
    (since === undefined || event.time >= since) &&
    (until === undefined || event.time < until)
  );
}
