import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Provider } from 'oidc-provider';
import { cookieOf, startFixture, type Fixture } from './fixture.js';

const groups: Readonly<Record<string, readonly string[]>> = {
  ann: ['staff', 'security'],
  ben: ['staff'],
  eve: ['guests'],
  admin: ['security'],
};

let provider: http.Server;
let issuer: string;
let fixture: Fixture;
let consoleUrl: string;

before(async () => {
  provider = http.createServer();
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const probe = http.createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  consoleUrl = `http://127.0.0.1:${port}`;
  provider.on('request', oidcProvider(issuer, consoleUrl).callback());
  fixture = await startFixture(
    {
      port,
      url: consoleUrl,
      oidc: {
        label: 'Example login',
        issuer,
        clientId: 'console',
        clientSecret: '${file:sso.secret}',
        scopes: ['profile'],
        userClaim: 'sub',
        roleClaim: 'groups',
        roles: new Map([
          ['staff', 'viewer'],
          ['security', 'admin'],
        ]),
      },
    },
    { 'sso.secret': 'a client secret of the tests' },
  );
});
after(async () => {
  await fixture.close();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

/** The real thing, with its own pages for logging in; whoever types a name is that person. */
function oidcProvider(at: string, back: string): Provider {
  return new Provider(at, {
    clients: [
      {
        client_id: 'console',
        client_secret: 'a client secret of the tests',
        redirect_uris: [`${back}/api/v1/session/sso/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_ctx: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, groups: groups[id] ?? [] }),
    }),
  } as never);
}

/** Follows the provider's pages as a browser, one jar of cookies for each site. */
class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  async visit(
    url: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<{ url: string; response: Response; text: string }> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (value === '') jar.delete(name!);
      else jar.set(name!, value!);
    }
    return { url, response, text: await response.text() };
  }

  /** Follows redirects until a page of another kind; stops before `until`. */
  async follow(url: string, until?: string): Promise<{ url: string; response: Response; text: string }> {
    let page = await this.visit(url);
    for (let n = 0; n < 10; n += 1) {
      const location = page.response.headers.get('location');
      if (location === null) return page;
      const next = new URL(location, page.url).href;
      if (until !== undefined && next.startsWith(until)) return { ...page, url: next };
      page = await this.visit(next);
    }
    throw new Error('too many redirects');
  }
}

/** Logs in at the provider; resolves to the address that the browser is sent back to. */
async function atProvider(browser: Browser, user: string): Promise<string> {
  const back = `${consoleUrl}/api/v1/session/sso/callback`;
  const begun = await browser.visit(`${consoleUrl}/api/v1/session/sso`);
  assert.equal(begun.response.status, 302);
  let page = await browser.follow(begun.response.headers.get('location')!);
  for (const form of [{ prompt: 'login', login: user, password: 'x' }, { prompt: 'consent' }]) {
    const action = /action="([^"]+)"/.exec(page.text)?.[1];
    assert.ok(action, page.text.slice(0, 400));
    const posted = await browser.visit(new URL(action, page.url).href, form);
    const location = new URL(posted.response.headers.get('location')!, posted.url).href;
    page = location.startsWith(back) ? { ...posted, url: location } : await browser.follow(location, back);
    if (page.url.startsWith(back)) return page.url;
  }
  throw new Error(`the provider did not send back: ${page.text.slice(0, 400)}`);
}

const session = (headers: Headers) => fixture.call('GET', '/session', { headers: { cookie: cookieOf(headers) } });

describe('single sign-on', () => {
  it('is offered with its label', async () => {
    const { json } = await fixture.call('GET', '/session/options');
    assert.deepEqual(json['sso'], { label: 'Example login', href: '/api/v1/session/sso' });
  });

  it('lets a person in with the greatest role that the groups give', async () => {
    for (const [user, role] of [
      ['ann', 'admin'],
      ['ben', 'viewer'],
    ] as const) {
      const browser = new Browser();
      const { response, text } = await browser.visit(await atProvider(browser, user));
      assert.equal(response.status, 200);
      assert.match(text, /http-equiv="refresh" content="0;url=\/"/);
      const { status, json } = await session(response.headers);
      assert.equal(status, 200);
      assert.deepEqual(json['user'], { name: user, role, via: 'sso', mustChangePassword: false });
    }
  });

  it('sends away who has no role here, and who has the name of a person with a password', async () => {
    for (const user of ['eve', 'admin']) {
      const browser = new Browser();
      const { response, text } = await browser.visit(await atProvider(browser, user));
      assert.match(text, /url=\/\?sso=no-role/);
      assert.ok(!response.headers.getSetCookie().some((cookie) => cookie.startsWith('portcullis=')));
    }
  });

  it('takes an answer once, from the browser that asked, and unchanged', async () => {
    const browser = new Browser();
    const back = await atProvider(browser, 'ann');
    const failed = /url=\/\?sso=failed/;
    assert.match((await new Browser().visit(back)).text, failed, 'another browser');
    const changed = new URL(back);
    changed.searchParams.set('state', 'another');
    assert.match((await browser.visit(changed.href)).text, failed, 'another state');
    const again = new Browser();
    const own = await atProvider(again, 'ann');
    assert.match((await again.visit(own)).text, /url=\/"/);
    assert.match((await again.visit(own)).text, failed, 'a second time');
  });
});
