import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  bundleBytes,
  collectEvidence,
  frameworkList,
  lastDays,
  loadFramework,
  verifyBundle,
  writeBundle,
} from '../../src/app/evidence.js';
import { makeApp, type OwnedApp } from '../../src/app/make-app.js';
import { verifyFiles } from '../../src/evidence/verify-bundle.js';
import { unpackZip } from '../../src/evidence/zip.js';
import { items } from '../../src/evidence/items.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { uuidv7 } from '../../src/core/ids.js';
import { loadCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { Checkpointer } from '../../src/telemetry/checkpointer.js';
import { formatVerifier } from '../../src/telemetry/signed-note.js';
import { parseCheckpoints } from '../../src/telemetry/checkpoint.js';

const contract = `openapi: 3.1.0
info: { title: Shop, version: 1.4.0 }
paths:
  /orders/{orderId}:
    get:
      operationId: getOrder
      parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]
      responses: { 200: { description: ok } }
`;
const policy = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:3000 } } }
operations: { getOrder: { public: true } }
`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-evidence-'));
const file = (name: string): string => path.join(folder, name);

function open(more: { readonly data?: string } = {}): OwnedApp {
  const { signal } = new AbortController();
  const surroundings = { cwd: folder, env: {}, color: false, width: 100, signal, print: assert.fail, say: () => {} };
  return makeApp({ ...surroundings, ...more });
}

/** Works with an app that is closed afterwards. */
async function withApp<T>(work: (app: OwnedApp) => Promise<T>, more?: { readonly data?: string }): Promise<T> {
  const app = open(more);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

function denial(n: number): SecurityEvent {
  const time = Date.now() - 60_000 + n;
  const facts = {
    kind: 'denial',
    outcome: 'denied',
    severity: 'medium',
    status: 401,
    code: 'CREDENTIAL_MISSING',
  } as const;
  return { id: uuidv7(time), time, operationId: 'getOrder', ...facts };
}

const request = (app: OwnedApp, framework = 'owasp-api') => ({
  framework: loadFramework(app, framework),
  period: lastDays(app, 90),
});

before(async () => {
  fs.writeFileSync(file('openapi.yaml'), contract);
  fs.writeFileSync(file('portcullis.yaml'), policy);
  await withApp(async (app) => {
    const store = await app.store();
    await store.events.insert(Array.from({ length: 30 }, (_, n) => denial(n)));
    await store.audit.append({ kind: 'policy_in_force', detail: { policyDigest: 'x' } });
    await writeBundle(app, request(app), 'evidence.zip');
  });
});
after(() => fs.rmSync(folder, { recursive: true }));

describe('frameworks that come with the product', () => {
  test('are five, and each of their controls has evidence', () => {
    assert.deepEqual(
      frameworkList().map(({ id }) => id),
      ['iso-27001', 'nist-800-228', 'owasp-api', 'pci-dss', 'soc2'],
    );
    assert.deepEqual(frameworkList().find(({ id }) => id === 'nist-800-228')?.controls, 26);
  });

  test('together use every evidence item', () => {
    const used = frameworkList().flatMap(({ id }) =>
      loadFramework({ cwd: folder }, id).controls.flatMap(({ evidence }) => evidence),
    );
    assert.deepEqual(
      items.ids.filter((id) => !used.includes(id)),
      [],
    );
  });

  test('are found by a near name; a file of the user is read; one that is not there is told', () => {
    assert.throws(() => loadFramework({ cwd: folder }, 'sco2'), { code: 'NOT_FOUND', hint: 'did you mean "soc2"?' });
    assert.throws(() => loadFramework({ cwd: folder }, './nowhere.yaml'), { code: 'FILE_UNREADABLE' });
    fs.writeFileSync(
      file('my.yaml'),
      loadFramework({ cwd: folder }, 'soc2').source.text.replace('id: soc2', 'id: mine'),
    );
    assert.equal(loadFramework({ cwd: folder }, './my.yaml').id, 'mine');
  });
});

describe('evidence', () => {
  test('of every framework is gathered, and nothing is written', async () => {
    await withApp(async (app) => {
      const store = await app.store({ readOnly: true });
      const { size } = await store.audit.head();
      for (const { id } of frameworkList()) {
        const report = await collectEvidence(app, request(app, id));
        assert.ok(report.items.length > 10, id);
        assert.ok(
          report.items.some(({ state }) => state === 'missing'),
          id,
        );
      }
      assert.equal((await store.audit.head()).size, size);
    });
  });

  test('is of the store alone where there is no policy', async () => {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-bare-'));
    const app = makeApp({
      cwd: data,
      env: {},
      color: false,
      width: 100,
      signal: new AbortController().signal,
      print: assert.fail,
      say: () => {},
    });
    await app.store();
    const { items: found } = await collectEvidence(app, request(app));
    assert.equal(found.find(({ id }) => id === 'operation-inventory')!.state, 'missing');
    await app.close();
    fs.rmSync(data, { recursive: true });
  });
});

const zip = (): Buffer => fs.readFileSync(file('evidence.zip'));
const faultsOf = (bytes: Buffer): readonly { readonly file: string; readonly what: string }[] => {
  fs.writeFileSync(file('changed.zip'), bytes);
  return verifyBundle(folder, 'changed.zip').problems;
};

/** The files of the bundle, with one of them changed (undefined: removed). */
function faultsIn(name: string, change: (bytes: Buffer) => Buffer | undefined): ReturnType<typeof faultsOf> {
  const files = new Map(unpackZip(zip()).files);
  const written = change(Buffer.from(files.get(name)!));
  if (written) files.set(name, written);
  else files.delete(name);
  return verifyFiles(files).problems;
}

/** The bundle as a folder, as a reader unpacks it. */
function unpacked(): string {
  const place = file('unpacked');
  for (const [name, bytes] of unpackZip(zip()).files) {
    fs.mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    fs.writeFileSync(path.join(place, name), bytes);
  }
  return place;
}

const flipped = (bytes: Buffer, at: number, bit = 1): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at]! ^= bit;
  return changed;
};

describe('a bundle', () => {
  test('verifies as an archive and as a folder, and says what it is', () => {
    const { problems, files, proofs, manifest, record } = verifyBundle(folder, 'evidence.zip');
    assert.deepEqual(problems, []);
    assert.ok(files > 20);
    assert.ok(proofs >= 21, 'denials and the policy in force are proved');
    assert.deepEqual([manifest!.framework, record!.id], ['owasp-api', 'audit-1']);
    assert.deepEqual(verifyBundle(folder, unpacked()).problems, []);
  });

  test('is recorded in the audit log with the hash of its manifest', async () => {
    await withApp(async (app) => {
      const [entry] = await (await app.store({ readOnly: true })).audit.list({ kind: 'evidence_exported' });
      assert.equal(entry!.subject, 'owasp-api');
      assert.match(String(entry!.detail!['manifest']), /^[0-9a-f]{64}$/);
    });
  });

  test('with one byte flipped in any of its files names that file', () => {
    for (const [name, bytes] of unpackZip(zip()).files) {
      const step = Math.max(1, Math.ceil(bytes.length / 5));
      for (let at = 0; at < bytes.length; at += step) {
        const found = faultsIn(name, (content) => flipped(content, at));
        assert.ok(
          found.some((fault) => fault.file === name),
          `${name}, byte ${at}: ${JSON.stringify(found)}`,
        );
      }
    }
  });

  test('with any byte of its seal flipped, in any bit, names the seal', () => {
    const name = 'seal.json';
    const files = unpackZip(zip()).files;
    const pair = ['manifest.json', name].map((own) => [own, files.get(own)!] as const);
    const seal = Buffer.from(files.get(name)!);
    assert.ok(!verifyFiles(new Map(pair)).problems.some((fault) => fault.file === name), 'as it is it holds');
    for (let at = 0; at < seal.length; at += 1) {
      const found = verifyFiles(new Map([...pair, [name, flipped(seal, at, 1 << (at % 7))]])).problems;
      assert.ok(
        found.some((fault) => fault.file === name),
        `byte ${at}`,
      );
    }
  });

  test('with one byte flipped anywhere in the archive is told', () => {
    const bytes = zip();
    const step = Math.max(1, Math.floor(bytes.length / 60));
    for (let at = 0; at < bytes.length; at += step) assert.ok(faultsOf(flipped(bytes, at)).length > 0, `byte ${at}`);
    for (const at of [0, 1, 30, bytes.length - 1]) assert.ok(faultsOf(flipped(bytes, at)).length > 0, `byte ${at}`);
    const inPage = faultsOf(flipped(bytes, bytes.indexOf('<h2>Controls')));
    assert.equal(inPage[0]!.file, 'evidence.html');
  });

  test('with a file removed or added names it', () => {
    assert.deepEqual(
      faultsIn('controls.csv', () => undefined),
      [{ file: 'controls.csv', what: 'is missing' }],
    );
    fs.writeFileSync(path.join(unpacked(), 'more.txt'), 'x');
    const [fault] = verifyBundle(folder, 'unpacked').problems;
    assert.deepEqual(fault, { file: 'more.txt', what: 'is in no manifest: it was added' });
  });

  test('made over with another manifest is told by its seal', () => {
    const found = faultsIn('manifest.json', (bytes) =>
      Buffer.from(bytes.toString().replace('"version": "', '"version": "9')),
    );
    assert.match(found[0]!.what, /the audit log has another hash/);
  });

  test('is compared with the key that the reader was told', () => {
    const { manifest } = verifyBundle(folder, 'evidence.zip');
    assert.deepEqual(verifyBundle(folder, 'evidence.zip', { key: manifest!.signers[0] }).problems, []);
    const other = loadCheckpointKey(fs.mkdtempSync(path.join(folder, 'other-')));
    const found = verifyBundle(folder, 'evidence.zip', {
      key: formatVerifier({ ...other, name: `${other.name}/control` }),
    });
    assert.match(found.problems[0]!.what, /another key signed it/);
  });

  test('is compared with checkpoints that were kept elsewhere', () => {
    const { checkpoint } = JSON.parse(Buffer.from(unpackZip(zip()).files.get('seal.json')!).toString()) as {
      checkpoint: string;
    };
    const outside = parseCheckpoints(checkpoint);
    const same = verifyBundle(folder, 'evidence.zip', { outside });
    assert.deepEqual([same.compared, same.problems.length], [1, 0]);
    const anew = outside.map((note) => ({ ...note, root: Buffer.alloc(32, 7) }));
    assert.match(verifyBundle(folder, 'evidence.zip', { outside: anew }).problems[0]!.what, /another root/);
  });

  test('that is none is refused', () => {
    assert.throws(() => verifyBundle(folder, 'portcullis.yaml'), { code: 'USAGE' });
    assert.throws(() => verifyBundle(folder, 'nowhere.zip'), { code: 'FILE_UNREADABLE' });
  });

  test('is not made where another machine signs, and leaves no file', async () => {
    const data = file('elsewhere');
    fs.cpSync(file('.portcullis'), data, { recursive: true });
    fs.rmSync(path.join(data, 'checkpoint.key'));
    await withApp(
      (app) => assert.rejects(writeBundle(app, request(app), 'none.zip'), { code: 'CHECKPOINT_KEY_INVALID' }),
      { data },
    );
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.startsWith('none')),
      [],
    );
  });

  test('that cannot be written is not recorded', async () => {
    await withApp(async (app) => {
      const { size } = await (await app.store()).audit.head();
      await assert.rejects(writeBundle(app, request(app), 'nowhere/there/a.zip'), { code: 'FILE_UNWRITABLE' });
      assert.equal((await (await app.store()).audit.head()).size, size);
    });
  });

  test('leaves the log as one that a gateway goes on signing', async () => {
    await withApp(async (app) => {
      await bundleBytes(app, request(app));
      const store = await app.store();
      await store.audit.append({ kind: 'log_read' });
      const made = await new Checkpointer({ store, key: loadCheckpointKey(app.dataDir) }).take();
      assert.ok(made.length > 0);
    });
  });
});
