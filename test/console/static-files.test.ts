import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Refusal } from '../../src/console/problem.js';
import { staticFiles } from '../../src/console/static-files.js';

const script = 'console.log(1);'.repeat(100);
let folder: string;
let server: http.Server;
let port: number;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-files-'));
  fs.mkdirSync(path.join(folder, 'screens', 'assets'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'screens', 'index.html'), '<meta name="csp-nonce" content="%NONCE%">');
  fs.writeFileSync(path.join(folder, 'screens', 'assets', 'console-ABCDEFGH.js'), script);
  fs.writeFileSync(path.join(folder, 'screens', 'assets', 'icon.svg'), '<svg/>');
  fs.writeFileSync(path.join(folder, 'screens', 'assets', 'console.js.map'), 'secret');
  fs.writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  const files = staticFiles(path.join(folder, 'screens'));
  server = http.createServer((request, response) => {
    try {
      files.serve(request, response);
    } catch (error) {
      response.writeHead((error as Refusal).status).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  fs.rmSync(folder, { recursive: true });
});

/** Sends the path as it is: `fetch` would clean it. */
function get(target: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET') {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: target, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.once('error', reject).end();
  });
}

describe('the files of the console', () => {
  it('are the page for every path, with a nonce of its own and nothing from elsewhere', async () => {
    const pages = await Promise.all(['/', '/findings/abc', '/traffic?q=x'].map((target) => get(target)));
    const nonces = pages.map(({ status, headers, body }) => {
      assert.equal(status, 200);
      assert.equal(headers['cache-control'], 'no-store');
      const policy = String(headers['content-security-policy']);
      const [, nonce = ''] = /style-src 'self' 'nonce-([\w-]+)'/.exec(policy) ?? [];
      assert.ok(body.toString().includes(`content="${nonce}"`));
      assert.doesNotMatch(policy, /unsafe|https?:|\*|data:/);
      assert.match(policy, /default-src 'none'; script-src 'self';/);
      return nonce;
    });
    assert.equal(new Set(nonces).size, 3);
  });

  it('are kept by browsers for ever where the name is made of the content, and sent small', async () => {
    const plain = await get('/assets/console-ABCDEFGH.js');
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(plain.body.toString(), script);
    const small = await get('/assets/console-ABCDEFGH.js', { 'accept-encoding': 'gzip, br' });
    assert.equal(small.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(small.body).toString(), script);
    assert.equal(
      (await get('/assets/console-ABCDEFGH.js', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'],
      undefined,
    );
    assert.equal((await get('/assets/icon.svg')).headers['cache-control'], 'no-cache');
    assert.equal((await get('/', {}, 'HEAD')).body.length, 0);
  });

  it('are never another file, whatever the path', async () => {
    const paths = ['/assets/../../secret.txt', '/assets/%2e%2e/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt'];
    for (const target of [...paths, '/../secret.txt', '/assets//etc/passwd', '/assets/console.js.map', '/assets/']) {
      const { body, status } = await get(target);
      assert.ok(!body.toString().includes('secret') && !body.toString().includes('root:'), target);
      assert.ok(status === 404 || body.toString().includes('csp-nonce'), `${target} ${status}`);
    }
    assert.equal((await get('/', {}, 'POST')).status, 405);
  });
});
