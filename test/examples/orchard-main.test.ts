import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';

const root = process.env['PORTCULLIS_ROOT'] ?? process.cwd();
const folder = fs.mkdtempSync(path.join(root, '.build', 'orchard-main-'));
const program = path.join(folder, 'main.mjs');

/** The addresses of one program that is ready. */
type Ready = { readonly line: string; readonly url: string; readonly vendorUrl: string };

async function withProgram(flags: readonly string[], work: (ready: Ready) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [program, '--port', '0', ...flags]);
  try {
    await work(await readiness(child));
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null], 'it ends cleanly');
  }
}

async function readiness(child: ChildProcessWithoutNullStreams): Promise<Ready> {
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const line = chunk.toString().trim();
  const [url = '', vendorUrl = ''] = line.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
  return { line, url, vendorUrl };
}

async function refused(...flags: string[]): Promise<{ readonly code: unknown; readonly message: string }> {
  const child = spawn(process.execPath, [program, ...flags]);
  let message = '';
  child.stderr.on('data', (chunk: Buffer) => (message += chunk.toString()));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, message };
}

describe('the program orchard', { concurrency: 2 }, () => {
  before(async () => {
    const entryPoints = [path.join(root, 'examples/orchard/main.ts')];
    const common = {
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    } as const;
    await build({ ...common, entryPoints, outfile: program });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('says in one line where it and the vendor listen and how many holes are open', () =>
    withProgram([], async ({ line, url, vendorUrl }) => {
      assert.equal(line, `orchard listening on ${url} (35 of 35 holes open), payments vendor on ${vendorUrl}`);
      assert.equal((await fetch(`${url}/health`)).status, 200);
      assert.equal((await fetch(`${vendorUrl}/charges/ch_1`)).status, 401);
    }));

  it('counts the holes that its flags leave open', async () => {
    await withProgram(['--fixed'], async ({ line }) => assert.match(line, /\(0 of 35 holes open\)/));
    await withProgram(['--close', 'debug-config,old-version'], async ({ line, url }) => {
      assert.match(line, /\(33 of 35 holes open\)/);
      assert.equal((await fetch(`${url}/debug/config`)).status, 404);
    });
    await withProgram(['--open', 'debug-config'], async ({ line, url }) => {
      assert.match(line, /\(1 of 35 holes open\)/);
      assert.equal((await fetch(`${url}/debug/config`)).status, 200);
    });
  });

  it('starts afresh with a file, and goes on with it when told to keep it', async () => {
    const data = path.join(os.tmpdir(), `orchard-test-${process.pid}.db`);
    const headers = { 'content-type': 'application/json' };
    const frank = {
      email: 'frank@orchard.example',
      password: 'frank-password-1',
      name: 'Frank',
      address: '5 Fig Walk',
    };
    const post = async (url: string, body: unknown) =>
      (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    const login = { email: frank.email, password: frank.password };
    await withProgram(['--data', data], async ({ url }) => assert.equal(await post(`${url}/signup`, frank), 201));
    await withProgram(['--data', data, '--keep'], async ({ url }) =>
      assert.equal(await post(`${url}/login`, login), 200),
    );
    await withProgram(['--data', data], async ({ url }) => assert.equal(await post(`${url}/login`, login), 401));
    fs.rmSync(data);
  });

  it('refuses wrong flags with exit code 2 and says what is wrong', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['--prot', '1'], /Unknown option '--prot'/],
      [['--port', '70000'], /--port must be a port from 0 to 65535, not "70000"/],
      [['--close', 'order-red-any'], /no hole is called "order-red-any"; did you mean "order-read-any"\?/],
      [['--fixed', '--open', 'old-version'], /--fixed and --open contradict each other/],
      [['--keep'], /--keep needs --data FILE/],
      [['--vendor-url', 'acme'], /--vendor-url must be an address/],
    ];
    for (const [flags, expected] of wrong) {
      const { code, message } = await refused(...flags);
      assert.equal(code, 2, flags.join(' '));
      assert.match(message, expected);
    }
  });
});
