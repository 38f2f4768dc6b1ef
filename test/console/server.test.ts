import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { consoleOperations } from '../../src/console/operations.js';
import { startServer } from '../../src/console/server.js';
import { consoleRoles } from '../../src/store/console.js';
import { cookieOf, startFixture, type Answer, type Fixture } from './fixture.js';

let fixture: Fixture;
before(async () => {
  fixture = await startFixture();
});
after(() => fixture.close());

const code = ({ json }: Answer) => json['code'] as unknown as string;

/** A request as a program of an attacker sends it: any Host. */
function raw(path: string, headers: http.OutgoingHttpHeaders): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${fixture.served.url}${path}`, { headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode!));
    });
    request.once('error', reject);
  });
}

describe('the door of the console', () => {
  it('answers nobody who is not logged in, but how to log in', async () => {
    for (const path of ['/overview', '/findings', '/openapi.json', '/session', '/events/tail']) {
      const answer = await fixture.call('GET', path);
      assert.equal(answer.status, 401, path);
      assert.equal(code(answer), 'UNAUTHENTICATED');
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(answer.headers.get('x-request-id'), answer.json['requestId']);
    }
    assert.equal((await fixture.call('GET', '/session/options')).status, 200);
  });

  it('refuses a Host that is not its own, and a page of another origin', async () => {
    const path = '/api/v1/session/options';
    const { host, port } = new URL(fixture.served.url);
    assert.equal(await raw(path, { host }), 200);
    assert.equal(await raw(path, { host: `localhost:${port}` }), 200);
    assert.equal(await raw(path, { host: 'evil.example' }), 421);
    assert.equal(await raw(path, { host: `evil.example:${port}` }), 421);
    assert.equal(await raw(path, { host, origin: `http://${host}` }), 200);
    assert.equal(await raw(path, { host, origin: 'https://evil.example' }), 403);
    assert.equal(await raw(path, { host, origin: 'null' }), 403);
    assert.equal(await raw(path, { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }), 403);
    assert.equal(await raw(path, { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }), 200);
  });

  it('is not opened for other machines without TLS', async () => {
    await assert.rejects(startServer({ host: '0.0.0.0', port: 0, names: [] }, {} as never), { code: 'USAGE' });
  });

  it('tells what is unknown, and says so when there are no screens', async () => {
    assert.equal((await fixture.call('GET', '/nothing', { as: 'admin' })).status, 404);
    const wrong = await fixture.call('DELETE', '/overview', { as: 'admin' });
    assert.deepEqual([wrong.status, wrong.json['expected']], [405, 'GET']);
    const page = await fetch(`${fixture.served.url}/findings`);
    assert.equal(page.status, 404);
    assert.match(await page.text(), /no console/);
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
  });

  it('refuses what does not fit the contract, with its place', async () => {
    const cases: readonly [string, string, unknown, string][] = [
      ['GET', '/findings?limit=1000', undefined, '/limit'],
      ['GET', '/findings?nope=1', undefined, '/nope'],
      ['GET', '/findings?status=opne', undefined, '/status'],
      ['GET', '/findings?cursor=zzz', undefined, '/cursor'],
      ['POST', '/users', { name: 'x', role: 'root' }, '/role'],
      ['POST', '/users', { name: 'x', role: 'admin', more: 1 }, '/more'],
      ['POST', '/users', { name: 'x' }, '/role'],
    ];
    for (const [method, path, body, pointer] of cases) {
      const answer = await fixture.call(method, path, { as: 'admin', body });
      assert.equal(answer.status, 422, path);
      const [first] = answer.json['errors'] as unknown as readonly { pointer: string }[];
      assert.equal(first?.pointer, pointer);
    }
    const typed = await fixture.call('POST', '/users', {
      as: 'admin',
      headers: { 'content-type': 'text/plain' },
      body: {},
    });
    assert.equal(typed.status, 415);
    const broken = await fetch(`${fixture.served.url}/api/v1/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fixture.tokens.admin}`, 'content-type': 'application/json' },
      body: '{',
    });
    assert.equal(broken.status, 400);
  });
});

describe('roles', () => {
  it('get of every operation what the table says, and nothing else', async () => {
    const wrong: string[] = [];
    for (const { id, method, path, roles } of consoleOperations) {
      if (typeof roles === 'string') continue;
      for (const role of consoleRoles) {
        // Only whether the door opens: what does not fit the contract is refused after it.
        if (roles.includes(role)) continue;
        const answer = await fixture.call(method, path.replaceAll(/\{\w+\}/g, 'x'), { as: role });
        if (answer.status !== 403) wrong.push(`${role} ${id}: ${answer.status}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('let a viewer read and change nothing but their own learning', () => {
    const writes = consoleOperations.filter(
      ({ roles, method }) => method !== 'GET' && roles.includes('viewer' as never),
    );
    const harmless = ['checkPolicy', 'diffPolicy', 'dryRunPolicy', 'explainCall', 'askAccess', 'testDetector'];
    const oneself = ['answerQuestion'];
    assert.deepEqual(writes.map(({ id }) => id).toSorted(), [...harmless, ...oneself].toSorted());
  });

  it('end with the token', async () => {
    const made = await fixture.call('POST', '/tokens', {
      as: 'admin',
      body: { name: 'once', role: 'viewer', days: 1 },
    });
    const { token, record } = made.json as unknown as { token: string; record: { id: string } };
    const use = () => fixture.call('GET', '/blocks', { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await use()).status, 200);
    assert.equal((await fixture.call('DELETE', `/tokens/${record.id}`, { as: 'admin' })).status, 200);
    assert.equal((await use()).status, 401);
    const listed = await fixture.call('GET', '/tokens', { as: 'admin' });
    assert.ok(!listed.text.includes(token));
  });
});

describe('a login', () => {
  it('begins with the printed password, which must be changed before anything else', async () => {
    const { user, password } = fixture.served.firstLogin!;
    const login = await fixture.call('POST', '/session', { body: { user, password } });
    assert.equal(login.status, 200);
    const [cookie = ''] = login.headers.getSetCookie();
    assert.match(cookie, /^portcullis=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const first = { cookie: cookieOf(login.headers) };
    assert.equal(code(await fixture.call('GET', '/overview', { headers: first })), 'PASSWORD_CHANGE_REQUIRED');

    const change = { current: password, password: 'a sentence of my own' };
    const put = (headers: Record<string, string>, body: unknown) =>
      fixture.call('PUT', '/session/password', { headers, body });
    assert.equal(code(await put(first, change)), 'CSRF_REFUSED');
    const csrf = login.json['csrfToken'] as unknown as string;
    assert.equal(code(await put({ ...first, 'x-csrf-token': 'x'.repeat(csrf.length) }, change)), 'CSRF_REFUSED');
    const weak = await put({ ...first, 'x-csrf-token': csrf }, { current: password, password: 'short' });
    assert.deepEqual([weak.status, code(weak)], [422, 'PASSWORD_WEAK']);
    const changed = await put({ ...first, 'x-csrf-token': csrf }, change);
    assert.equal(changed.status, 200);

    const second = { cookie: cookieOf(changed.headers) };
    assert.notEqual(second.cookie, first.cookie, 'the session is another one');
    assert.equal((await fixture.call('GET', '/session', { headers: first })).status, 401);
    assert.equal((await fixture.call('GET', '/overview', { headers: second })).status, 200);
    const may = changed.json['may'] as unknown as readonly string[];
    assert.ok(may.includes('addUser'));

    const token = { 'x-csrf-token': changed.json['csrfToken'] as unknown as string };
    assert.equal((await fixture.call('DELETE', '/session', { headers: { ...second, ...token } })).status, 204);
    assert.equal((await fixture.call('GET', '/session', { headers: second })).status, 401);
  });

  it('that fails says the same for every reason, and is limited', async () => {
    const tries = [];
    for (let n = 0; n < 4; n += 1) {
      tries.push(
        await fixture.call('POST', '/session', { body: { user: n % 2 ? 'admin' : 'nobody', password: 'wrong' } }),
      );
    }
    const [first] = tries;
    assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([401]));
    assert.deepEqual(new Set(tries.map(({ json }) => json['detail'])), new Set([first!.json['detail']]));
    const more = [];
    for (let n = 0; n < 4; n += 1)
      more.push(await fixture.call('POST', '/session', { body: { user: 'admin', password: 'wrong' } }));
    const refused = more.at(-1)!;
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 60);
    const { events } = await fixture.app.store();
    const told = await events.search({ kind: 'console_login', limit: 100 });
    assert.ok(told.some(({ outcome }) => outcome === 'allowed') && told.some(({ outcome }) => outcome === 'denied'));
  });
});

describe('a store that is away', () => {
  it('is told as 503 with a time to come back, and no fault of ours', async () => {
    const { PortcullisError } = await import('../../src/core/errors.js');
    const { problemOf } = await import('../../src/console/problem.js');
    for (const each of ['STORE_LOCKED', 'STORE_UNREACHABLE'] as const) {
      const { status, retryAfterSeconds, document } = problemOf(new PortcullisError(each, 'away'), 'r1');
      assert.deepEqual([status, retryAfterSeconds, document['code']], [503, 2, each]);
    }
    const full = problemOf(Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'r1');
    assert.equal(full.status, 507);
    const ours = problemOf(new Error('secret 4711'), 'r1');
    assert.equal(ours.status, 500);
    assert.ok(!JSON.stringify(ours.document).includes('4711'));
    assert.deepEqual(fixture.said, []);
  });
});
