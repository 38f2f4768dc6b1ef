// Takes every screen of the console, against the example with traffic, findings and detections of its own.
// Usage: npm run screenshots [-- --only PART_OF_A_NAME] [--size 1440x900] [--theme dark] [--out DIR]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const example = path.join(root, 'examples', 'orchard');
const args = process.argv.slice(2);
const option = (name, usual) => (args.includes(name) ? args[args.indexOf(name) + 1] : usual);
const out = path.resolve(option('--out', path.join(root, '.build', 'screenshots')));
const only = option('--only', '');
const sizes = ['1440x900', '1024x768', '390x844'].filter((size) => size.includes(option('--size', '')));
const themes = ['light', 'dark'].filter((theme) => theme.includes(option('--theme', '')));

/** Name of the picture, address, and what to do there before it is taken. */
const screens = [
  ['overview', '/'],
  ['inventory', '/inventory'],
  ['inventory-shadow', '/inventory?state=shadow'],
  ['operation', '/inventory/orchard/getOrder'],
  ['traffic', '/traffic'],
  ['traffic-event', '/traffic?q=kind:denial', (page) => page.locator('[role=row][aria-rowindex="3"]').click()],
  ['traffic-wrong', `/traffic?q=${encodeURIComponent('kind:denial status:(')}`],
  ['traffic-none', '/traffic?q=client:203.0.113.9'],
  ['traffic-live', '/traffic?live=1'],
  ['client', '/clients/client/127.0.0.1'],
  [
    'client-block',
    '/clients/client/127.0.0.1',
    (page) => page.getByRole('button', { name: 'Slow down or keep out' }).click(),
  ],
  ['detections', '/detections'],
  ['detection', '/detections?state=all', (page) => page.locator('[role=row][aria-rowindex="2"]').click()],
  ['detectors', '/detections?tab=detectors'],
  ['detector', '/detections?tab=detectors&row=credential-stuffing'],
  ['incidents', '/incidents'],
  [
    'incident',
    '/detections?state=all',
    async (page) => {
      await page.locator('[role=row][aria-rowindex="2"]').click();
      await page.getByRole('button', { name: 'Open an incident' }).click();
      await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    },
  ],
  ['incident-new', '/incidents?new=1'],
  ['findings', '/findings'],
  ['finding', '/findings', (page) => page.locator('[role=row][aria-rowindex="2"]').click()],
  ['findings-each', '/findings?view=each&severity=high,critical'],
  [
    'findings-reason',
    '/findings',
    async (page) => {
      await page.locator('[role=row][aria-rowindex="2"]').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('c');
    },
  ],
  ['findings-none', '/findings?q=there-is-no-such-thing'],
  [
    'finding-proved',
    '/findings?view=each&rule=bola-read&operation=getOrder',
    async (page) => {
      await page.locator('[role=row][aria-rowindex="2"]').click();
      await page
        .getByRole('button', { name: /^(Apply and prove|Prove)/ })
        .first()
        .click();
      await page.getByText('Proved closed').waitFor();
      await page.getByRole('heading', { name: 'Proof' }).scrollIntoViewIfNeeded();
    },
  ],
  ['policy', '/policy'],
  [
    'policy-change',
    '/policy?line=38',
    async (page) => {
      await page.locator('.cm-content:focus').waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('  getOrder: { roles: [customer], bodyLimitBytes: 2 ');
      await page.keyboard.press('Escape');
      await page.getByLabel('Change of the policy').waitFor();
    },
  ],
  [
    'policy-fault',
    '/policy?line=38',
    async (page) => {
      await page.locator('.cm-content:focus').waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('  getOrder: { rolse: [customer] ');
      await page.keyboard.press('Escape');
      await page.getByText('1 fault').waitFor();
    },
  ],
  ['policy-patches', '/policy?tab=patches'],
  ['policy-versions', '/policy?tab=versions'],
  ['policy-limit', '/policy?tab=limit&operation=listProducts'],
  ['scans', '/scans'],
  ['scans-new', '/scans?new=1'],
  ['run', '/scans?kind=pentest', (page) => page.locator('[role=row][aria-rowindex="2"]').click()],
  ['keys', '/keys'],
  ['keys-new', '/keys?new=1'],
  ['third-parties', '/third-parties'],
  [
    'third-party',
    '/third-parties/Acme%20Payments',
    async (page) => {
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText(/^Looked at 1 third party/).waitFor();
    },
  ],
  ['third-party-review', '/third-parties/Acme%20Payments?review=1'],
  ['identities', '/identities?at=orchard+getOrder&role=support'],
  [
    'audit-log',
    '/audit-log',
    async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByText('Verified').waitFor();
    },
  ],
  ['compliance', '/compliance', (page) => page.getByRole('region', { name: 'Controls' }).waitFor()],
  [
    'compliance-item',
    '/compliance?framework=soc2',
    (page) =>
      page
        .getByRole('button', { name: /^present/ })
        .nth(1)
        .click(),
  ],
  ['learn', '/learn', (page) => page.getByRole('region', { name: 'Lessons' }).waitFor()],
  ['learn-everybody', '/learn?tab=everybody'],
  ['lesson', '/learn/1'],
  ['settings', '/settings'],
  ['settings-people', '/settings?tab=people'],
  ['settings-tokens', '/settings?tab=tokens'],
  ['not-found', '/nothing/here'],
  ['palette', '/', (page) => page.keyboard.press('Control+k')],
  ['help', '/', (page) => page.keyboard.press('?')],
];

const thirdParties = `
egressProxy: { address: '127.0.0.1:0' }
egress:
  payments: { vendor: Acme Payments, hosts: [payments.invalid], send: any }
  mail: { vendor: Post Office, hosts: [mail.invalid], send: any }
vendors:
  Acme Payments: { owner: payments team, data: high, privilege: low, dependence: high, dataClasses: [card, email] }
  Post Office: { owner: shop team, data: low, privilege: low, dependence: medium, dataClasses: [email] }
`;

const children = [];

/** Starts a program of dist/ and resolves to what it said when a line of it matches. */
async function start(file, flags, ready) {
  const child = spawn(process.execPath, [path.join(root, 'dist', file), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  for await (const part of child.stdout) {
    said += part;
    if (ready.test(said)) return said;
  }
  throw new Error(`${file} ended: ${said}`);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-screens-'));

async function startAll() {
  const orchard = await start('orchard.mjs', ['--port', '0'], /listening on/);
  const [upstream] = /http:\/\/127\.0\.0\.1:\d+/.exec(orchard);
  for (const name of ['openapi.yaml', 'actors'])
    fs.cpSync(path.join(example, name), path.join(folder, name), { recursive: true });
  for (const name of fs.readdirSync(path.join(folder, 'actors')))
    fs.chmodSync(path.join(folder, 'actors', name), 0o600);
  const policy = fs
    .readFileSync(path.join(example, 'portcullis.yaml'), 'utf8')
    .replaceAll('http://127.0.0.1:4000', upstream);
  fs.writeFileSync(
    path.join(folder, 'portcullis.yaml'),
    policy.replace('version: 1', "version: 1\nconsole: { address: '127.0.0.1:0' }") + thirdParties,
  );
  const said = await start('main.mjs', ['start', '--listen', '127.0.0.1:0', ...where()], /^ready/m);
  const [gateway] = /http:\/\/127\.0\.0\.1:\d+(?=.* ->)/.exec(said);
  const [, url] = /^console: (\S+)/m.exec(said);
  const [, password] = / password (\S+) /.exec(said);
  return { gateway, url, password, upstream };
}

const where = () => ['--policy', path.join(folder, 'portcullis.yaml'), '--data', path.join(folder, '.portcullis')];

/** Runs a command to its end, whatever its exit code. */
async function run(...flags) {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'main.mjs'), ...flags, ...where()], {
    stdio: 'ignore',
  });
  await once(child, 'exit');
}

async function callSome({ gateway, upstream }) {
  const headers = { 'content-type': 'application/json' };
  const login = async (name, password) =>
    fetch(`${upstream}/login`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email: `${name}@orchard.example`, password }),
    });
  const secret = fs.readFileSync(path.join(folder, 'actors', 'alice.password'), 'utf8').trim();
  const { token } = await (await login('alice', secret)).json();
  const authorization = { authorization: `Bearer ${token}` };
  for (let n = 0; n < 60; n += 1) {
    await fetch(`${gateway}/products?limit=2`);
    await fetch(`${gateway}/customers/me`, { headers: authorization });
    await fetch(`${gateway}/orders/${1000 + n}`, { headers: authorization });
    if (n % 3 === 0) await fetch(`${gateway}/orders/1001`);
    if (n % 5 === 0) await fetch(`${gateway}/admin/backup-${n}.zip`);
    await fetch(`${gateway}/login`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email: `user${n}@orchard.example`, password: 'wrong' }),
    });
  }
}

async function signIn(context, { url, password }) {
  const page = await context.newPage();
  await page.goto(url);
  const shots = [];
  const shoot = async (name) => shots.push([name, await page.screenshot()]);
  await page.getByLabel('Name').waitFor();
  await shoot('login');
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('The printed password').fill(password);
  await shoot('new-password');
  const own = 'a long sentence of ours';
  await page.getByLabel('New password', { exact: true }).fill(own);
  await page.getByLabel('New password again').fill(own);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.close();
  for (const [name, picture] of shots)
    if (name.includes(only)) fs.writeFileSync(path.join(out, `${name}.png`), picture);
}

async function take(context, url, [name, address, prepare], [size, theme]) {
  const [width, height] = size.split('x').map(Number);
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.goto(`${url}${address}`);
  await page.waitForTimeout(900);
  if (prepare) {
    await prepare(page).catch((error) => console.error(`${name}: ${error.message.split('\n')[0]}`));
    await page.waitForTimeout(700);
  }
  await page.screenshot({ path: path.join(out, `${name}-${size}-${theme}.png`) });
  await page.close();
}

fs.mkdirSync(out, { recursive: true });
const executablePath =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));
let browser;
try {
  const running = await startAll();
  await callSome(running);
  if (!args.includes('--quick')) await run('pentest', '--safety', 'writes', '--quiet');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  await signIn(context, running);
  if (args.includes('--hold')) {
    console.log(`${running.url}  gateway ${running.gateway}  folder ${folder}`);
    await once(process, 'SIGINT');
  }
  for (const screen of screens.filter(([name]) => name.includes(only)))
    for (const size of sizes) for (const theme of themes) await take(context, running.url, screen, [size, theme]);
  console.log(`Screenshots are in ${out}`);
} finally {
  await browser?.close();
  for (const child of children.toReversed()) child.kill('SIGTERM');
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  fs.rmSync(folder, { recursive: true, force: true });
}
