import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningGateway } from '../../src/app/gateway-state.js';
import { orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../cli/bench.js';

let orchard: Orchard;
let project: Project;
let control: string;
let gateway: Gateway;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  const address = `127.0.0.1:${await freePort()}`;
  control = `http://${address}`;
  project.write(
    'portcullis.yaml',
    `${project.read('portcullis.yaml')}\ncontrol: { address: "${address}" }\naccessLog: access.log\n`,
  );
  gateway = await project.start('--workers', '2', '--data', 'data');
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const workersOf = (): number[] =>
  execFileSync('pgrep', ['-P', String(gateway.pid)])
    .toString()
    .trim()
    .split('\n')
    .map(Number);

const text = async (path: string): Promise<string> => (await fetch(`${control}${path}`)).text();

const sumOf = (metrics: string, pattern: RegExp): number =>
  metrics
    .split('\n')
    .filter((line) => pattern.test(line))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);

describe('a gateway of two workers', () => {
  it('says that it is alive and ready, and what is in force', async () => {
    assert.equal(workersOf().length, 2);
    assert.equal((await fetch(`${control}/livez`)).status, 200);
    const ready = await fetch(`${control}/readyz`);
    assert.equal(ready.status, 200);
    const state = (await ready.json()) as Record<string, unknown>;
    assert.deepEqual(state['workers'], { serving: 2, wanted: 2 });
    assert.equal(state['policyDigest'], runningGateway(project.file('data'))?.policyDigest);
    assert.equal((await fetch(`${control}/other`)).status, 404);
    assert.equal((await fetch(`${control}/readyz`, { method: 'POST' })).status, 405);
  });

  it('sums what its workers counted', async () => {
    for (let i = 0; i < 10; i++) {
      const init = { headers: { connection: 'close' } };
      await (await fetch(`${gateway.url}/products`, init)).text();
      await (await fetch(`${gateway.url}/orders/1001`, init)).text();
    }
    const metrics = await text('/metrics');
    assert.match(metrics, /^# TYPE portcullis_requests_total counter$/m);
    assert.equal(
      sumOf(metrics, /^portcullis_requests_total\{.*operation="listProducts",outcome="allowed",status="2xx"/),
      10,
    );
    assert.equal(sumOf(metrics, /^portcullis_requests_total\{.*outcome="denied",status="4xx"/), 10);
    assert.equal(sumOf(metrics, /^portcullis_denials_total\{guard="authenticate",mode="enforce"/), 10);
    assert.equal(sumOf(metrics, /^portcullis_request_duration_seconds_count/), 20);
    assert.equal(sumOf(metrics, /^portcullis_workers_serving /), 2);
    assert.doesNotMatch(metrics, /1001/, 'no path is a label');
  });

  it('writes an access log that names operations, never paths', async () => {
    await (await fetch(`${gateway.url}/orders/1001?token=s3cret`)).text();
    await sleep(1200);
    const lines = fs
      .readFileSync(project.file('access.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(lines.length, 21);
    const denied = lines.find(({ outcome }) => outcome === 'denied')!;
    assert.deepEqual([denied['operation'], denied['status'], denied['code']], ['getOrder', 401, 'CREDENTIAL_MISSING']);
    assert.doesNotMatch(JSON.stringify(lines), /s3cret|1001/);
  });

  it('takes a new policy on all workers, and a bad one on none', async () => {
    const before = runningGateway(project.file('data'))!.policyDigest;
    const codes = async () => {
      const all = await Promise.all(
        Array.from({ length: 8 }, () => fetch(`${gateway.url}/orders/1001`, { headers: { connection: 'close' } })),
      );
      const bodies = (await Promise.all(all.map((response) => response.json()))) as { code?: string }[];
      return [...new Set(bodies.map(({ code }) => code))];
    };
    project.edit('portcullis.yaml', 'mode: enforce', 'mode: broken');
    process.kill(gateway.pid, 'SIGHUP');
    while (!gateway.stderr.includes('policy refused')) await sleep(20);
    assert.deepEqual(await codes(), ['CREDENTIAL_MISSING']);
    const state = (await (await fetch(`${control}/readyz`)).json()) as Record<string, unknown>;
    assert.match(String(state['refused']), /POLICY_INVALID/);
    assert.equal(state['policyDigest'], before);
    project.edit('portcullis.yaml', 'mode: broken', 'mode: monitor');
    process.kill(gateway.pid, 'SIGHUP');
    while (!gateway.stderr.includes('policy in force')) await sleep(20);
    assert.ok(!(await codes()).includes('CREDENTIAL_MISSING'), 'the API answers itself');
  });

  it('goes on while one of them is killed', async () => {
    process.kill(workersOf()[0]!, 'SIGKILL');
    const end = Date.now() + 1500;
    let failed = 0;
    while (Date.now() < end) {
      const response = await fetch(`${gateway.url}/products`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(1000),
      }).catch(() => undefined);
      if (response?.status !== 200) failed++;
      await sleep(20);
    }
    assert.ok(failed <= 1, `${failed} calls failed`);
    while (workersOf().length < 2) await sleep(20);
  });

  it('stops when it is told to, and answers what is under way', async () => {
    const { code } = await gateway.stop();
    assert.equal(code, 0);
    await assert.rejects(fetch(`${control}/livez`));
  });
});

describe('a gateway whose policy on disk is broken', () => {
  it('starts a worker that died with the policy in force, and opens and closes addresses at a reload', async (t) => {
    const own = orchardProject(orchard.url);
    t.after(() => own.close());
    const [first, second, other] = [await freePort(), await freePort(), await freePort()];
    const text = own.read('portcullis.yaml').replace(/^listen:\n(?: .*\n)+/m, '');
    const withListen = (...ports: number[]): string =>
      `${text}\nlisten: [${ports.map((port) => `{ address: "127.0.0.1:${port}" }`).join(', ')}]\ncontrol: { address: "127.0.0.1:${other}" }\n`;
    own.write('portcullis.yaml', withListen(first));
    const running = await own.spawn('start', '--workers', '2', '--data', 'data').untilSays(/^ready/m);
    const ready = async () =>
      (await (await fetch(`http://127.0.0.1:${other}/readyz`)).json()) as Record<string, unknown>;
    const before = await ready();
    assert.deepEqual([before['ready'], before['reasons']], [true, []]);
    own.write('portcullis.yaml', 'version: [broken');
    const pids = (): number[] =>
      execFileSync('pgrep', ['-P', String(running.pid)])
        .toString()
        .trim()
        .split('\n')
        .map(Number);
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    await sleep(300);
    const serving = async () => (await ready())['workers'] as { readonly serving: number };
    while ((await serving()).serving < 2) await sleep(50);
    assert.equal((await ready())['policyDigest'], before['policyDigest']);
    assert.equal((await fetch(`http://127.0.0.1:${first}/products`)).status, 200);
    own.write('portcullis.yaml', withListen(second));
    process.kill(running.pid, 'SIGHUP');
    while (!running.stderr.includes('policy in force')) await sleep(20);
    assert.equal((await fetch(`http://127.0.0.1:${second}/products`)).status, 200);
    await assert.rejects(fetch(`http://127.0.0.1:${first}/products`));
    assert.deepEqual(runningGateway(own.file('data'))?.urls, [`http://127.0.0.1:${second}`]);
  });
});
