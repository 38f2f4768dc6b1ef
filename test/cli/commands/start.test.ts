import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import {
  assertRefused,
  logIn,
  orchardProject,
  startOrchard,
  type Gateway,
  type Orchard,
  type Project,
} from '../bench.js';

let orchard: Orchard;
let project: Project;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  gateway = await project.start();
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const stateFile = '.portcullis/run/gateway.json';

describe('portcullis start', () => {
  it('says what it serves, where, and how to stop it, when it serves', async () => {
    const lines = gateway.stdout.trimEnd().split('\n');
    assert.deepEqual(lines, [
      `orchard: 40 operations, ${gateway.url} -> ${orchard.url}`,
      'ready; Ctrl-C stops, SIGHUP reads the policy again',
    ]);
    assert.equal((await fetch(`${gateway.url}/products`)).status, 200);
  });

  it('denies with a problem document that names a request id and no internals', async () => {
    const response = await fetch(`${gateway.url}/orders/1001`);
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/);
    assert.equal(((await response.json()) as { type: string }).type, 'urn:portcullis:denial:credential-missing');
  });

  it('refuses a token for another audience, and says so as RFC 6750 wants', async () => {
    const other = orchardProject(orchard.url);
    other.edit('portcullis.yaml', 'audience: orchard', 'audience: warehouse');
    const strict = await other.start();
    const authorization = `Bearer ${await logIn(orchard.url, 'alice')}`;
    const response = await fetch(`${strict.url}/customers/me`, { headers: { authorization } });
    await other.close();
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    assert.ok(!(await response.text()).includes('warehouse'));
  });

  it('reads the policy again at SIGHUP, and keeps the one before when the new one is broken', async () => {
    const denies = async () =>
      (await (await fetch(`${gateway.url}/orders/1001`)).text()).includes('urn:portcullis:denial');
    const generation = () => (JSON.parse(project.read(stateFile)) as { generation: number }).generation;
    const reload = async () => {
      const before = generation();
      process.kill(gateway.pid, 'SIGHUP');
      while (generation() === before) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    assert.equal(await denies(), true);
    project.edit('portcullis.yaml', 'mode: enforce', 'mode: monitor');
    await reload();
    assert.equal(await denies(), false);
    project.edit('portcullis.yaml', 'version: 1', 'version: 7');
    await reload();
    assert.equal(await denies(), false);
    assert.match(gateway.stderr, /policy refused, the one before stays in force:\n.*portcullis\.yaml:\d+:\d+/);
    project.edit('portcullis.yaml', 'version: 7', 'version: 1');
    project.edit('portcullis.yaml', 'mode: monitor', 'mode: enforce');
    await reload();
    assert.equal(await denies(), true);
  });

  it('refuses a data folder in use, naming the process that has it', async () => {
    assertRefused(
      await project.run('start', '--listen', '127.0.0.1:0'),
      `in use by process ${gateway.pid} [STORE_LOCKED]`,
      '--data',
    );
    assert.equal((await fetch(`${gateway.url}/products`)).status, 200);
  });

  it('refuses an address in use, and addresses that are none', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
    assertRefused(
      await project.run('start', '--data', 'other', '--listen', address),
      `${address} is already in use [ADDRESS_IN_USE]`,
    );
    server.close();
    for (const wrong of ['', 'x', '127.0.0.1:70000', '1.2.3.4'])
      assertRefused(await project.run('start', '--listen', wrong), `--listen does not take "${wrong}"`);
  });

  it('serves no plain HTTP to other machines unless told to', async () => {
    assertRefused(
      await project.run('start', '--data', 'other', '--listen', '0.0.0.0:0'),
      /Plain HTTP on 0\.0\.0\.0 could be read by others/,
    );
    const other = await project.start('--data', 'other', '--listen', '0.0.0.0:0', '--allow-plain-text');
    assert.match(other.stderr, /^warning: plain HTTP/);
    assert.equal((await other.stop()).code, 0);
  });

  it('has its addresses as one JSON document', async () => {
    const child = await project
      .spawn('start', '--data', 'json', '--listen', '127.0.0.1:0', '--only', 'gateway', '--format', 'json')
      .untilSays(/^}$/m);
    const { code, stdout } = await child.stop('SIGINT');
    assert.equal(code, 0, 'to stop it is its regular end');
    const { urls, apis } = JSON.parse(stdout) as { urls: string[]; apis: { name: string }[] };
    assert.match(urls[0]!, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(apis[0]!.name, 'orchard');
  });

  it('serves the console, and prints a password for once until somebody has logged in', async () => {
    const other = orchardProject(orchard.url);
    other.edit('portcullis.yaml', 'version: 1', "version: 1\nconsole: { address: '127.0.0.1:0' }");
    const first = await other.start('--only', 'gateway,console');
    const [, url] = /^console: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(first.stdout) ?? [];
    const password = / the password (\S+) /.exec(first.stdout)?.[1] ?? '';
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const login = await fetch(`${url}/api/v1/session`, {
      ...options,
      body: JSON.stringify({ user: 'admin', password }),
    });
    assert.equal(login.status, 200);
    assert.equal((await first.stop()).code, 0);
    const second = await other.spawn('start', '--only', 'console').untilSays(/^ready/m);
    assert.match(second.stdout, /^console: /m);
    assert.doesNotMatch(second.stdout, /password/);
    assert.equal((await second.stop()).code, 0);
    await other.close();
  });

  it('knows its parts', async () => {
    assertRefused(await project.run('start', '--only', 'everything'), '--only does not know "everything"');
  });

  it('stops at SIGTERM with exit code 0 and leaves no state behind', async () => {
    assert.ok(fs.existsSync(project.file(stateFile)));
    const { code } = await gateway.stop();
    assert.equal(code, 0);
    assert.ok(!fs.existsSync(project.file(stateFile)));
    assert.ok(!fs.existsSync(project.file('.portcullis/writer.pid')));
    await assert.rejects(fetch(`${gateway.url}/products`));
    const kinds = (await project.json<readonly { kind: string }[]>('events')).map(({ kind }) => kind);
    assert.ok(kinds.includes('sys_startup') && kinds.includes('sys_shutdown'));
  });
});
