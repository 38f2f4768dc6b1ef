import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, beforeEach, describe, test } from 'node:test';
import { canRewrap } from '../../src/vault/transit-key.js';
import { cell, VaultFolder } from './folder.js';
import { KeyServer, type Fault } from './key-server.js';

const quick = { timeoutMillis: 250, waitsMillis: [5, 10] };

for (const [kind, source] of [
  ['aws', 'aws-kms:alias/portcullis'],
  ['transit', 'transit:portcullis'],
] as const) {
  describe(`a key in a service (${source})`, async () => {
    const server = await new KeyServer(kind).start();
    after(() => server.stop());
    beforeEach(() => {
      server.faults.length = 0;
      server.seen.length = 0;
    });
    const env = { ...server.env, PORTCULLIS_VAULT_KEY: source };
    const options = { env, limits: quick };

    test('wraps data keys; the service sees no value, and the folder holds no key', async () => {
      const folder = new VaultFolder();
      const sealed = await folder.vault(options).seal(cell, 'ada@example.com');
      assert.deepEqual(await folder.vault(options).open(cell, sealed), { state: 'open', text: 'ada@example.com' });
      // Wrapped, unwrapped before its first use (a right to decrypt that is missing must show now), and opened.
      assert.equal(server.seen.length, 3);
      assert.doesNotMatch(JSON.stringify(server.seen), /ada@example/);
      assert.equal(fs.existsSync(folder.file('vault.key')), false);
      const [record] = await folder.store.vault.keys.list();
      assert.equal(record!.kekId, source);
    });

    for (const fault of ['throttle', 'error', 'cut'] as const satisfies readonly Fault[])
      test(`${fault}: twice is tried again, for ever is VAULT_UNAVAILABLE after three tries`, async () => {
        const folder = new VaultFolder();
        server.faults.push(fault, fault);
        const sealed = await folder.vault(options).seal(cell, 'x');
        assert.equal(server.seen.length, 4);
        server.faults.push(fault, fault, fault);
        await assert.rejects(folder.vault(options).open(cell, sealed), {
          code: 'VAULT_UNAVAILABLE',
          exitCode: 2,
          message: /^The key service at 127\.0\.0\.1:\d+ is not available: /,
        });
        assert.equal(server.seen.length, 7);
      });

    test('one that does not answer is given up in time', async () => {
      server.faults.push('stall', 'stall', 'stall');
      const start = performance.now();
      await assert.rejects(new VaultFolder().vault(options).seal(cell, 'x'), {
        code: 'VAULT_UNAVAILABLE',
        message: /no answer in time$/,
      });
      assert.ok(performance.now() - start < 3000);
    });

    test('an answer without end is not read to it, and nobody is followed elsewhere', async () => {
      server.faults.push('huge', 'huge', 'huge');
      await assert.rejects(new VaultFolder().vault(options).seal(cell, 'x'), { code: 'VAULT_UNAVAILABLE' });
      server.faults.push('redirect');
      await assert.rejects(new VaultFolder().vault(options).seal(cell, 'x'), { code: 'VAULT_KEY_MISSING' });
    });

    test('a right that is missing is said at once, without trying again', async () => {
      server.faults.push('denied');
      await assert.rejects(new VaultFolder().vault(options).seal(cell, 'x'), {
        code: 'VAULT_KEY_MISSING',
        message: /does not let us use .*: .*denied/i,
      });
      assert.equal(server.seen.length, 1);
    });

    test('another key of the service does not open ours', async () => {
      const folder = new VaultFolder();
      const sealed = await folder.vault(options).seal(cell, 'x');
      const [record] = await folder.store.vault.keys.list();
      const other = `${source.slice(0, source.indexOf(':'))}:other`;
      assert.ok(
        await folder.store.vault.keys.rewrap(record!.id, {
          from: record!.wrapped!,
          to: record!.wrapped!,
          kekId: other,
        }),
      );
      const wrong = { ...options, env: { ...env, PORTCULLIS_VAULT_KEY: other } };
      await assert.rejects(folder.vault(wrong).open(cell, sealed), { code: 'VAULT_KEY_INVALID', exitCode: 2 });
    });

    test('keys that are open stay open while the service is away; a process that starts says so', async () => {
      const folder = new VaultFolder();
      const running = folder.vault(options);
      const sealed = await running.seal(cell, 'x');
      await server.stop();
      try {
        assert.deepEqual(await running.open(cell, sealed), { state: 'open', text: 'x' });
        assert.match(await running.seal(cell, 'y'), /^v1\./);
        await assert.rejects(folder.vault(options).open(cell, sealed), {
          code: 'VAULT_UNAVAILABLE',
          message: /ECONNREFUSED$/,
        });
      } finally {
        await server.start();
      }
      assert.deepEqual(await folder.vault(options).open(cell, sealed), { state: 'open', text: 'x' });
    });

    test('a wrapping moved to another data key does not open', async () => {
      const folder = new VaultFolder();
      const one = await folder.vault(options).seal(cell, 'x');
      await folder.vault(options).seal(cell, 'x', { subject: 'ada' });
      const { keys } = folder.store.vault;
      const [first, second] = await keys.list();
      await keys.rewrap(first!.id, { from: first!.wrapped!, to: second!.wrapped!, kekId: source });
      await assert.rejects(folder.vault(options).open(cell, one), { code: 'VAULT_KEY_INVALID' });
    });
  });
}

describe('where a key service is', () => {
  const kms = { PORTCULLIS_VAULT_KEY: 'aws-kms:k', AWS_REGION: 'eu-west-1' };
  const transit = { PORTCULLIS_VAULT_KEY: 'transit:k', VAULT_TOKEN: 't' };
  for (const [what, env, error] of [
    ['plain HTTP to another machine', { ...transit, VAULT_ADDR: 'http://vault.example' }, { code: 'USAGE' }],
    ['user and password in the address', { ...transit, VAULT_ADDR: 'https://a:b@vault.example' }, { code: 'USAGE' }],
    ['no address', transit, { code: 'VAULT_KEY_MISSING', message: /VAULT_ADDR is not set/ }],
    ['no token', { ...transit, VAULT_TOKEN: '', VAULT_ADDR: 'http://127.0.0.1:1' }, { code: 'VAULT_KEY_MISSING' }],
    ['no credentials', kms, { code: 'VAULT_KEY_MISSING', message: /AWS_ACCESS_KEY_ID/ }],
    ['no region', { ...kms, AWS_REGION: undefined }, { code: 'VAULT_KEY_MISSING', message: /AWS_REGION/ }],
  ] as const)
    test(`${what} is refused`, async () => {
      await assert.rejects(new VaultFolder().vault({ env, limits: quick }).seal(cell, 'x'), error);
    });

  test('only a transit key wraps anew by itself', async () => {
    const { sources } = new VaultFolder().vault({ env: { ...transit, ...kms, VAULT_ADDR: 'http://127.0.0.1:1' } });
    assert.equal(canRewrap(sources.open('transit:k')), true);
    assert.equal(canRewrap(sources.open('aws-kms:k')), false);
  });
});
