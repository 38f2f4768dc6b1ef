import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../browser.js';
import { logIn, orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../cli/bench.js';

export const password = 'a long sentence of ours';

/** The example with gateway, store and console, and a browser in which the first admin has logged in. */
export interface RunningConsole {
  readonly orchard: Orchard;
  readonly project: Project;
  readonly gateway: Gateway;
  /** Of the console. */
  readonly url: string;
  /** What `start` printed; it opened once. */
  readonly firstPassword: string;
  readonly browser: Browser;
  /** Another page of the same person. Scripts that the policy of the page refused are in `violations`. */
  open(path: string, options?: Parameters<Browser['newContext']>[0]): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page and refusals of its Content-Security-Policy. */
  readonly faults: readonly string[];
}

interface SessionCookie {
  readonly name: string;
  readonly value: string;
  readonly url: string;
}

/** Starts it all. `isNew`: nobody has logged in yet. */
export async function startRunningConsole({ isNew = false } = {}): Promise<RunningConsole> {
  const orchard = await startOrchard();
  const project = orchardProject(orchard.url);
  project.edit('portcullis.yaml', 'version: 1', "version: 1\nconsole: { address: '127.0.0.1:0' }");
  const gateway = await project.start('--only', 'gateway,console');
  const url = /^console: (http:\/\/127\.0\.0\.1:\d+)/m.exec(gateway.stdout)![1]!;
  const firstPassword = / password (\S+) /.exec(gateway.stdout)![1]!;
  const browser = await launchChromium();
  const cookie = isNew ? undefined : await signIn(url, firstPassword);
  return {
    orchard,
    project,
    gateway,
    url,
    firstPassword,
    browser,
    async open(path, options) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      if (cookie) await context.addCookies([cookie]);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy/i.test(message.text())) faults.push(message.text());
      });
      await page.goto(`${url}${path}`);
      return { page, context, faults };
    },
    async close() {
      await browser.close();
      await project.close();
      await orchard.stop();
    },
  };
}

async function call(url: string, method: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  return { cookie, session: (await response.json()) as { readonly csrfToken: string } };
}

/** Logs the first admin in, with a password of their own; answers the cookie of a second session. */
export async function signIn(url: string, current: string): Promise<SessionCookie> {
  const { cookie, session } = await call(`${url}/api/v1/session`, 'POST', { user: 'admin', password: current });
  const headers = { cookie, 'x-csrf-token': session.csrfToken };
  await call(`${url}/api/v1/session/password`, 'PUT', { current, password }, headers);
  const again = await call(`${url}/api/v1/session`, 'POST', { user: 'admin', password });
  const [name, ...value] = again.cookie.split('=');
  return { name: name!, value: value.join('='), url };
}

/** Calls through the gateway: some that pass, some that are denied. */
export async function someTraffic({ gateway, orchard }: RunningConsole, rounds = 5): Promise<void> {
  const token = await logIn(orchard.url, 'alice');
  const authorization = { authorization: `Bearer ${token}` };
  for (let round = 0; round < rounds; round += 1) {
    await fetch(`${gateway.url}/products?limit=2`);
    await fetch(`${gateway.url}/orders/1001`);
    await fetch(`${gateway.url}/customers/me`, { headers: authorization });
    await fetch(`${gateway.url}/no/such/place`);
  }
}
