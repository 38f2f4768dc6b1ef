import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertRefused, type Gateway, type Project } from '../cli/bench.js';
import { vendorProject } from '../cli/vendor-project.js';
import { ask } from '../egress/start-egress.js';
import { sendJson, startVendor, type VendorApp } from '../egress/vendor-app.js';
import { freePort } from './free-port.js';

let vendor: VendorApp;
let project: Project;
let url: string;
before(async () => {
  vendor = await startVendor((_, response) => sendJson(response, {}));
  project = vendorProject(vendor.port);
  const port = await freePort();
  project.edit('portcullis.yaml', "'127.0.0.1:0'", `'127.0.0.1:${port}'`);
  url = `http://127.0.0.1:${port}`;
});
after(async () => {
  await project.close();
  await vendor.close();
});

const status = () =>
  ask(url, '/pay/charges').then(
    ({ status }) => status,
    () => 0,
  );

async function becomes(wanted: number): Promise<void> {
  for (const end = Date.now() + 8000; (await status()) !== wanted; await sleep(50)) assert.ok(Date.now() < end);
}

async function says(gateway: Gateway, expected: RegExp): Promise<void> {
  for (const end = Date.now() + 8000; !expected.test(gateway.stderr); await sleep(20)) {
    assert.ok(Date.now() < end, gateway.stderr);
  }
}

/** The children of the gateway that run the egress program. */
function egressPid({ pid }: Gateway): number {
  const lines = execFileSync('pgrep', ['-a', '-P', String(pid)])
    .toString()
    .split('\n');
  return Number(lines.find((line) => line.includes('egress.mjs'))?.split(' ')[0]);
}

describe('the egress process of a gateway', () => {
  it('is started again at the same address when it is killed', async () => {
    const gateway = await project.start();
    await becomes(200);
    process.kill(egressPid(gateway), 'SIGKILL');
    await says(gateway, /the egress process ended \(SIGKILL\); starting it again in 100 ms/);
    await becomes(200);
    assert.equal((await gateway.stop()).code, 0);
    assert.equal(await status(), 0, 'it ends with the gateway');
  });

  it('takes a policy over, keeps what was when the new one is wrong, and goes when nobody wants it', async () => {
    const gateway = await project.start();
    await becomes(200);
    project.edit('portcullis.yaml', 'send: [limit]', 'send: [limit], applications: []');
    process.kill(gateway.pid, 'SIGHUP');
    await says(gateway, /policy refused/);
    project.edit('portcullis.yaml', ', applications: []', '');
    project.edit('acme.yaml', '/charges', '/refunds');
    process.kill(gateway.pid, 'SIGHUP');
    await becomes(403);
    project.edit('acme.yaml', 'openapi: 3.1.0', 'open: 3.1.0');
    process.kill(gateway.pid, 'SIGHUP');
    await says(gateway, /calls to third parties go on as before/);
    assert.equal(await status(), 403);
    const text = project.read('portcullis.yaml');
    project.write('portcullis.yaml', text.slice(0, text.indexOf('egressProxy:')));
    process.kill(gateway.pid, 'SIGHUP');
    await becomes(0);
    await gateway.stop();
    project.write('portcullis.yaml', text);
  });

  it('keeps the gateway from starting when its contract is none', async () => {
    assertRefused(
      await project.run('start', '--only', 'gateway', '--listen', '127.0.0.1:0'),
      'acme.yaml:1:1',
      'CONTRACT_',
    );
  });
});
