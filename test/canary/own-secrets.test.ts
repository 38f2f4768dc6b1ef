import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../app/free-port.js';
import { startOrchard, type Orchard } from '../cli/bench.js';
import { withKeys } from '../cli/with-keys.js';
import { HookReceiver } from '../telemetry/notify/receivers.js';
import { heapsOf, leaks, type Heap } from './spellings.js';

const secrets = new Map<string, string>();
const plant = (place: string): string => {
  const secret = `cn${randomBytes(16).toString('hex')}`;
  secrets.set(place, secret);
  return secret;
};

let orchard: Orchard;
let project: ReturnType<typeof withKeys>;
const receiver = new HookReceiver();
before(async () => {
  orchard = await startOrchard();
  project = withKeys(orchard.url);
});
after(async () => {
  await receiver.stop();
  await project.close();
  await orchard.stop();
});

const output = (name: string, text: string): Heap => ({ name: `output/${name}`, bytes: Buffer.from(text) });

describe('a secret of the gateway itself', () => {
  it('is in no file of the data folder, no output, and no message, whatever its receivers do', async () => {
    const hook = await receiver.start();
    receiver.status = 500;
    const control = `127.0.0.1:${await freePort()}`;
    project.write('hook', plant('secret of a webhook, from a file'));
    project.write('vault', plant('secret of the vault'));
    project.write('mail', plant('password of a mail server'));
    project.write('rows', plant('password of ClickHouse'));
    project.write('collector', plant('credential of a collector'));
    const more = `
control: { address: '${control}' }
otlp: { url: '${hook}', headers: { authorization: 'Bearer \${file:collector}' }, metricsSeconds: 1 }
eventLog:
  outputs:
    rows: { clickhouse: '${hook}', user: u, password: '\${file:rows}' }
    logs: { otlp: '${hook}', headers: { authorization: 'Bearer \${file:collector}' } }
notify:
  hook: { query: '-kind:access', webhook: '${hook}', secret: '\${file:hook}' }
  vault: { query: '-kind:access', webhook: '${hook}', secret: '\${vault:hook}' }
  mail: { query: '-kind:access', mail: { server: 'smtp://127.0.0.1:1', from: a@b.example, to: [a@b.example], user: u, password: '\${file:mail}' } }
`;
    project.write('portcullis.yaml', `${project.read('portcullis.yaml')}${more}`);
    const heaps: Heap[] = [];
    const see = async (...command: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await project.run(...command);
      heaps.push(output(command.join(' '), `${stdout}${stderr}`));
      return stdout;
    };
    await see('vault', 'set', 'hook', '--file', 'vault');
    const { key } = JSON.parse(
      (
        await project.run(
          'keys',
          'create',
          '--name',
          'web',
          '--roles',
          'customer',
          '--subject',
          'alice',
          '--format',
          'json',
        )
      ).stdout,
    ) as { key: string };
    secrets.set('API key', key.slice(key.indexOf('.') + 1));
    const gateway = await project.start();
    const call = (credential: string) =>
      fetch(`${gateway.url}/orders/1001`, { headers: { authorization: `Bearer ${credential}` } });
    assert.doesNotMatch(await (await call(key)).text(), /CREDENTIAL_INVALID/);
    const wrong = `${key.slice(0, key.indexOf('.'))}.${plant('key that is wrong')}`;
    assert.match(await (await call(wrong)).text(), /CREDENTIAL_INVALID/);
    process.kill(gateway.pid, 'SIGHUP');
    for (let n = 0; n < 60 && !/rows: it answers 500[^]*mail/.test(gateway.stderr); n += 1) await sleep(100);
    for (const page of ['metrics', 'readyz']) {
      heaps.push(output(page, await (await fetch(`http://${control}/${page}`)).text()));
    }
    await see('keys', 'list', '--format', 'json');
    await see('vault', 'list', '--format', 'json');
    await see('notify', 'test', 'mail');
    await see('notify', 'test', 'vault');
    await see('policy', 'explain', 'getOrder');
    await see('policy', 'check', '--format', 'json');
    await see('events', 'search', '--format', 'json');
    await see('events', 'export', '--log', 'audit', '--output', 'audit.jsonl');
    await see('store', 'backup', 'backup');
    const { stdout, stderr } = await gateway.stop();
    assert.match(stderr, /mail does not get through/);
    heaps.push(output('stdout', stdout), output('stderr', stderr));
    const sent = receiver.received.map(({ body }) => output('body of a receiver', body));
    const planted = new Set(['hook', 'vault', 'mail', 'rows', 'collector'].map((name) => project.file(name)));
    const own = heapsOf(project.folder).filter(({ name }) => !planted.has(name) && !name.includes('/actors/'));
    assert.ok(own.length > 8 && sent.length > 3);
    assert.ok(own.some(({ name }) => name.includes('backup') && name.endsWith('control.db')));
    assert.deepEqual(leaks(secrets, [...own, ...heaps, ...sent]), []);
  });
});
