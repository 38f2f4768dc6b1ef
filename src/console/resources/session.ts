import { uuidv7 } from '../../core/ids.js';
import { clearedCookie, readCookie, sessionCookie } from '../cookie.js';
import { operation, reply, type Call, type Caller, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, list, oneOf, text, time, whole, yesNo } from '../schemas.js';
import { idleMillis, type OpenSession } from '../sessions.js';
import { consoleRoles } from '../../store/console.js';

const password = text(200, { minLength: 1 });

export const sessionAnswer = closed(
  {
    user: closed({
      name: text(200),
      role: oneOf(...consoleRoles),
      via: oneOf('password', 'sso', 'token'),
      mustChangePassword: yesNo,
    }),
    csrfToken: text(100),
    expiresAt: time,
    idleSeconds: whole(0, 86_400),
    may: list(text(100), 300),
  },
  ['user', 'csrfToken', 'expiresAt', 'idleSeconds', 'may'],
);

const attemptCookie = 'portcullis-sso';

/** Logging in and out. `all`: the operations of the API, to tell which of them a person may use. */
export function sessionOperations(all: () => readonly ConsoleOperation[]): readonly ConsoleOperation[] {
  const view = ({ name, role, via, mustChangePassword, session }: Caller) => ({
    user: { name, role, via, mustChangePassword },
    csrfToken: session!.csrfToken,
    expiresAt: session!.expiresAt,
    idleSeconds: idleMillis / 1000,
    may: all().flatMap(({ id, roles }) => (typeof roles === 'string' || roles.includes(role) ? [id] : [])),
  });
  const opened = ({ cookie, caller }: OpenSession, { host }: Pick<Call, 'host'>) =>
    reply({ json: view(caller), headers: { 'set-cookie': sessionCookie(cookie, host.isSecure) } });

  return [
    operation({
      id: 'getLoginOptions',
      method: 'GET',
      path: '/session/options',
      summary: 'How a person can log in',
      roles: 'public',
      async run({ host: { sso } }) {
        return { passwords: true, sso: sso ? { label: sso.settings.label, href: '/api/v1/session/sso' } : null };
      },
    }),
    operation<object, { readonly user: string; readonly password: string }>({
      id: 'login',
      method: 'POST',
      path: '/session',
      summary: 'Log in with a password',
      roles: 'public',
      body: closed({ user: text(200, { minLength: 1 }), password }, ['user', 'password']),
      answer: sessionAnswer,
      async run(call) {
        const { host, body, address } = call;
        try {
          const open = await host.sessions.login(body.user, body.password, address);
          await told(call, open.caller.name, 'allowed');
          return opened(open, call);
        } catch (error) {
          if (error instanceof Refusal && error.status < 500) await told(call, body.user, 'denied');
          throw error;
        }
      },
    }),
    operation({
      id: 'getSession',
      method: 'GET',
      path: '/session',
      summary: 'Who is logged in, and what that role may do',
      roles: 'session',
      answer: sessionAnswer,
      run: async ({ caller }) => view(caller),
    }),
    operation({
      id: 'logout',
      method: 'DELETE',
      path: '/session',
      summary: 'Log out',
      roles: 'session',
      status: 204,
      async run({ host, caller }) {
        await host.sessions.end(caller.session!.digest);
        const headers = { 'set-cookie': clearedCookie(host.isSecure), 'clear-site-data': '"cache"' };
        return reply({ status: 204, headers });
      },
    }),
    operation<object, { readonly current: string; readonly password: string }>({
      id: 'changePassword',
      method: 'PUT',
      path: '/session/password',
      summary: 'Change the own password; every other session of this person ends',
      roles: 'session',
      body: closed({ current: password, password }, ['current', 'password']),
      answer: sessionAnswer,
      async run(call) {
        const { host, caller, body, address } = call;
        if (caller.via !== 'password') throw new Refusal(403, 'FORBIDDEN', 'The provider keeps this password');
        return opened(await host.sessions.changePassword(caller, { ...body, address }), call);
      },
    }),
    operation({
      id: 'beginSso',
      method: 'GET',
      path: '/session/sso',
      summary: 'Go to the provider of single sign-on',
      roles: 'public',
      status: 302,
      async run({ host: { sso, isSecure } }) {
        if (!sso)
          throw new Refusal(404, 'NOT_FOUND', 'Single sign-on is not set up', { hint: 'console.oidc in the policy' });
        const { location, kept } = await sso.begin();
        const cookie = `${attemptCookie}=${kept}; Path=/api/v1/session/sso; Max-Age=600; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
        return reply({ status: 302, headers: { location, 'set-cookie': cookie } });
      },
    }),
    operation({
      id: 'finishSso',
      method: 'GET',
      path: '/session/sso/callback',
      summary: 'Come back from the provider of single sign-on',
      roles: 'public',
      status: 302,
      query: {
        code: text(4000),
        state: text(400),
        iss: text(2000),
        error: text(200),
        error_description: text(2000),
        error_uri: text(2000),
        session_state: text(400),
        scope: text(2000),
      },
      async run(call) {
        const { host, request } = call;
        if (!host.sso) throw new Refusal(404, 'NOT_FOUND', 'Single sign-on is not set up');
        const search = new URL(request.url ?? '/', 'http://console').searchParams;
        const forget = `${attemptCookie}=; Path=/api/v1/session/sso; Max-Age=0; HttpOnly; SameSite=Lax`;
        try {
          const user = await host.sso.finish(search, readCookie(request.headers.cookie, attemptCookie));
          const { cookie } = await host.sessions.open(user);
          await told(call, user.name, 'allowed');
          return arrive('/', [sessionCookie(cookie, host.isSecure), forget]);
        } catch (error) {
          if (!(error instanceof Refusal) || error.status >= 500) throw error;
          await told(call, 'unknown', 'denied');
          return arrive(`/?sso=${error.status === 403 ? 'no-role' : 'failed'}`, [forget]);
        }
      },
    }),
  ];
}

/**
 * A page that leads on, not a redirect: the chain of redirects began at the provider, and a browser does not send a
 * cookie of SameSite=Strict along it.
 */
function arrive(target: string, cookies: readonly string[]) {
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${target}"><title>Portcullis</title>`;
  const parts = (async function* () {
    yield page;
  })();
  return reply({
    status: 200,
    headers: { 'set-cookie': cookies },
    stream: { mediaType: 'text/html; charset=utf-8', parts },
  });
}

/** Logins are events as well: detectors look for what is odd about them. */
async function told(
  { app, address }: Pick<Call, 'app' | 'address'>,
  user: string,
  outcome: 'allowed' | 'denied',
): Promise<void> {
  const now = Date.now();
  const store = await app.store();
  await store.events.insert([
    {
      id: uuidv7(now),
      time: now,
      kind: 'console_login',
      outcome,
      severity: outcome === 'denied' ? 'low' : 'info',
      principalId: `user:${user.slice(0, 200)}`,
      client: address,
    },
  ]);
}
