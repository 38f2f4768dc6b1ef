import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesUnder, importsOf, listed, read, roomOf } from './repository.js';

const files = filesUnder('src', '.ts').filter((file) => !file.endsWith('.d.ts'));

/** Code without comments: enough for looking up words, not a parser. */
function codeOf(file: string): string {
  return read(file)
    .replaceAll(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');
}

function users(pattern: RegExp): readonly string[] {
  return files.filter((file) => pattern.test(codeOf(file)));
}

function importers(...modules: readonly RegExp[]): readonly string[] {
  return files.filter((file) =>
    importsOf(read(file)).some((specifier) => modules.some((module) => module.test(specifier))),
  );
}

/** Names are rooms, or single files. */
function assertOnlyIn(names: readonly string[], found: readonly string[]): void {
  const breaches = found.filter((file) => !names.includes(roomOf(file)) && !names.includes(file));
  assert.equal(breaches.length, 0, listed(breaches));
  assert.ok(found.length > 0, 'nobody uses it: the rule looks for the wrong thing');
}

/** Writes programs for readers of the documentation: what they do is not done here. */
const samples = 'src/portal/samples.ts';

test('only the command line prints', () => {
  assertOnlyIn(
    ['cli', samples],
    users(/\bconsole\.(?:log|info|warn|error|debug|table)\b|\bprocess\.(?:stdout|stderr)\b/),
  );
});

test('only app and the command line read the environment', () => {
  assertOnlyIn(['app', 'cli', samples], users(/\bprocess\.env\b/));
});

test('only these rooms touch files', () => {
  // What a run created must be on disk before the request leaves that creates it.
  const ledger = 'src/pentest/ledger.ts';
  // Certificates of the target's authority, as the policy names them.
  const trust = 'src/pentest/trust.ts';
  assertOnlyIn(
    ['model', 'vault', 'store', 'telemetry', 'console', 'app', ledger, trust],
    importers(/^node:fs(?:\/promises)?$/),
  );
});

test('only these rooms open connections: audit, report, patching and model work without a network', () => {
  const modules = /^(?:undici|node:(?:https?|http2|tls|dgram|dns(?:\/promises)?))$/;
  const rooms = ['gateway', 'identity', 'pentest', 'egress', 'vendors', 'telemetry', 'vault', 'console', 'app'];
  assertOnlyIn(rooms, importers(modules));
  // Programs that run elsewhere: in a reader's browser, in what is attacked.
  const elsewhere = [samples, 'src/portal/style.ts', 'src/pentest/payloads/serialised.ts'];
  assert.deepEqual(
    users(/(?<![.\w])fetch\(/).filter((file) => !elsewhere.includes(file)),
    [],
  );
});

test('only app starts processes', () => {
  // PostgreSQL is backed up by its own programs.
  const dump = 'src/store/postgres/dump.ts';
  assertOnlyIn(['app', dump], importers(/^node:(?:child_process|cluster|worker_threads)$/));
});

test('no code is made from text', () => {
  const breaches = users(/(?<![.\w])eval\(|new Function\(|\bnode:vm\b/);
  assert.equal(breaches.length, 0, listed(breaches));
});

test('the gateway compiles patterns in one place, so that none takes more than linear time', () => {
  const breaches = users(/(?:new )?RegExp\(/).filter(
    (file) => roomOf(file) === 'gateway' && file !== 'src/gateway/safe-pattern.ts',
  );
  assert.equal(breaches.length, 0, listed(breaches));
});
