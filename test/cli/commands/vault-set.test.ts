import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertRefused, startOrchard, type Orchard } from '../bench.js';
import { withKeys } from '../with-keys.js';

let orchard: Orchard;
let project: ReturnType<typeof withKeys>;
before(async () => {
  orchard = await startOrchard();
  project = withKeys(orchard.url);
});
let stopServer = (): void => undefined;
after(async () => {
  stopServer();
  await project.close();
  await orchard.stop();
});

const program = path.join(process.env.PORTCULLIS_ROOT ?? process.cwd(), 'dist', 'main.mjs');
const withInput = (input: string, ...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], { cwd: project.folder, input, encoding: 'utf8' });

describe('portcullis vault set', () => {
  it('reads the secret from standard input, and shows it nowhere', async () => {
    const { status, stdout, stderr } = withInput('canary-one\n', 'vault', 'set', 'payments');
    assert.deepEqual([status, stdout, stderr], [0, '${vault:payments} is set\n', '']);
    const { stdout: list } = await project.run('vault', 'list', '--format', 'json');
    assert.doesNotMatch(list, /canary/);
  });

  it('reads it from a file, without its line end', async () => {
    project.write('secret', 'alice-secret\r\n');
    assert.deepEqual(await project.json('vault', 'set', 'alice', '--file', 'secret'), { name: 'alice' });
    const { stdout } = await project.run('passwords', 'hash', 'alice', '--password', '${vault:alice}');
    assert.match(stdout, /^alice:/);
  });

  it('takes none from the command line, none that is empty, none that is not there', async () => {
    assertRefused(await project.run('vault', 'set', 'payments', 'in-plain-sight'), 'USAGE');
    assert.equal(withInput('', 'vault', 'set', 'payments').status, 2);
    assertRefused(await project.run('vault', 'set', 'payments', '--file', 'nowhere'), 'FILE_UNREADABLE');
    assertRefused(await project.run('vault', 'set', '../x', '--file', 'secret'), 'USAGE', /up to 64 letters/);
  });

  it('is there for the policy: a gateway that starts needs it, one that runs takes a new one', async () => {
    const secrets: string[] = [];
    const server = http.createServer((request, response) => {
      const basic = Buffer.from(request.headers.authorization!.split(' ')[1]!, 'base64').toString();
      secrets.push(basic.split(':')[1]!);
      response.setHeader('content-type', 'application/json').end('{"active":false}');
    });
    stopServer = () => {
      server.closeAllConnections();
      server.close();
    };
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const scheme = `{ introspection: { url: '${url}', clientId: gateway, clientSecret: '\${vault:client}' } }`;
    project.edit('portcullis.yaml', '{ apiKeys: true }', scheme);
    const refused = await project.run('start', '--listen', '127.0.0.1:0');
    assertRefused(refused, /There is no secret client in the vault \[POLICY_SECRET_MISSING\]/, 'vault set client');
    withInput('first-secret', 'vault', 'set', 'client');
    const gateway = await project.start();
    const call = (token: string) => fetch(`${gateway.url}/orders`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await call('a')).status, 401);
    assert.equal(withInput('second-secret', 'vault', 'set', 'client').status, 0);
    assert.equal((await call('b')).status, 401);
    assert.deepEqual(secrets, ['first-secret', 'second-secret']);
  });
});
