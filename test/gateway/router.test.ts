import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Router } from '../../src/gateway/router.js';

function routerOf(...calls: readonly string[]): Router<string> {
  const router = new Router<string>();
  for (const text of calls) {
    const [method, template] = text.split(' ') as [string, string];
    router.add(method, template, text);
  }
  return router;
}

function found(router: Router<string>, method: string, path: string): unknown {
  const match = router.find(method, path);
  if (match.kind !== 'found') return match.kind;
  return match.values.length ? [match.route, ...match.values] : match.route;
}

test('a concrete path wins over a template, whatever the order', () => {
  for (const order of [
    ['GET /crew/{id}', 'GET /crew/self'],
    ['GET /crew/self', 'GET /crew/{id}'],
  ]) {
    const router = routerOf(...order);
    assert.equal(found(router, 'GET', '/crew/self'), 'GET /crew/self');
    assert.deepEqual(found(router, 'GET', '/crew/7'), ['GET /crew/{id}', '7']);
  }
});

test('of two templates the one with more literal segments from the left wins', () => {
  const router = routerOf('GET /{a}/b/{c}', 'GET /x/{b}/{c}', 'GET /{a}/{b}/z');
  assert.deepEqual(found(router, 'GET', '/x/b/z'), ['GET /x/{b}/{c}', 'b', 'z']);
  assert.deepEqual(found(router, 'GET', '/y/b/z'), ['GET /{a}/b/{c}', 'y', 'z']);
  assert.deepEqual(found(router, 'GET', '/y/q/z'), ['GET /{a}/{b}/z', 'y', 'q']);
});

test('matching goes back when a literal branch ends nowhere', () => {
  const router = routerOf('GET /a/b/c', 'GET /{x}/b/d');
  assert.deepEqual(found(router, 'GET', '/a/b/d'), ['GET /{x}/b/d', 'a']);
  assert.equal(found(router, 'GET', '/a/b'), 'unknown');
});

test('case and trailing slash count', () => {
  const router = routerOf('GET /orders', 'GET /reports/', 'GET /');
  assert.equal(found(router, 'GET', '/orders'), 'GET /orders');
  assert.equal(found(router, 'GET', '/reports/'), 'GET /reports/');
  assert.equal(found(router, 'GET', '/'), 'GET /');
  for (const path of ['/orders/', '/Orders', '/reports', '/x']) assert.equal(found(router, 'GET', path), 'unknown');
});

test('a parameter is never empty', () => {
  assert.equal(found(routerOf('GET /orders/{id}'), 'GET', '/orders/'), 'unknown');
});

test('a known path with another method names the methods it has', () => {
  const match = routerOf('PUT /a/{x}', 'GET /a/{y}').find('POST', '/a/1');
  assert.deepEqual(match, { kind: 'wrong-method', allow: ['GET', 'PUT'] });
});

test('a concrete path with another method does not fall back to a template', () => {
  assert.equal(found(routerOf('GET /users/me', 'DELETE /users/{id}'), 'DELETE', '/users/me'), 'wrong-method');
});

test('a literal in another spelling is ambiguous, not a parameter', () => {
  const router = routerOf('GET /users/@me', 'GET /users/{id}', 'GET /orders', 'GET /{any}');
  for (const path of ['/users/%40me', '/users/@me;a=1', '/orders;x'])
    assert.equal(found(router, 'GET', path), 'ambiguous');
  assert.deepEqual(found(router, 'GET', '/users/%40you'), ['GET /users/{id}', '%40you']);
});

test('segments may mix text and parameters', () => {
  const router = routerOf('GET /f/{name}.json', 'GET /f/{name}', 'GET /range/{from}-{to}', 'GET /at({id})');
  assert.deepEqual(found(router, 'GET', '/f/a.b.json'), ['GET /f/{name}.json', 'a.b']);
  assert.deepEqual(found(router, 'GET', '/f/.json'), ['GET /f/{name}', '.json']);
  assert.deepEqual(found(router, 'GET', '/range/1-2-3'), ['GET /range/{from}-{to}', '1', '2-3']);
  assert.equal(found(router, 'GET', '/range/-1'), 'unknown');
  assert.deepEqual(found(router, 'GET', '/at(7)'), ['GET /at({id})', '7']);
});

test('the second route with an equal template is reported', () => {
  const router = new Router<string>();
  assert.equal(router.add('GET', '/a/{x}', 'first'), undefined);
  assert.equal(router.add('GET', '/a/{y}', 'second'), 'first');
});

test('ten thousand operations cost about as much as ten', () => {
  const cost = (size: number): number => {
    const router = routerOf(...Array.from({ length: size }, (_, k) => `GET /area${k % 40}/thing${k}/{id}`));
    const paths = Array.from({ length: 200 }, (_, k) => `/area${(k % size) % 40}/thing${k % size}/3fa85f64`);
    let best = Infinity;
    for (let round = 0; round < 30; round++) {
      const from = process.hrtime.bigint();
      for (const path of paths) if (router.find('GET', path).kind !== 'found') assert.fail(path);
      best = Math.min(best, Number(process.hrtime.bigint() - from));
    }
    return best;
  };
  cost(10);
  const small = cost(10);
  assert.ok(cost(10_000) < small * 8, 'cost grows with the number of operations');
});
