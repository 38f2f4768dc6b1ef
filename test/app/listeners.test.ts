import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import tls from 'node:tls';
import { Listeners } from '../../src/app/listeners.js';
import type { EventKind } from '../../src/core/events.js';
import { openContract, openPolicy, startGateway, startUpstream } from '../gateway/harness.js';
import { makeAuthority, type Issued } from '../identity/authority.js';

const root = await makeAuthority();

async function start(t: TestContext) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-tls-'));
  const certificate = path.join(folder, 'tls.crt');
  const key = path.join(folder, 'tls.key');
  const put = (issued: Issued): void => {
    fs.writeFileSync(certificate, issued.certificate);
    fs.writeFileSync(key, issued.key);
  };
  put(await root.issue({ name: 'first' }));
  const { gateway } = await startGateway(t, {
    upstream: await startUpstream(t),
    contract: openContract,
    policy: openPolicy,
  });
  const events: EventKind[] = [];
  const note = ({ kind }: { kind: EventKind }): void => void events.push(kind);
  const listeners = new Listeners(gateway, gateway.project, { write: note, batch: note });
  const policy = { host: '127.0.0.1', port: 0, tls: { certificate, key, minVersion: 'TLSv1.2' }, node: undefined };
  const [url] = await listeners.open([policy]);
  t.after(() => {
    listeners.close();
    fs.rmSync(folder, { recursive: true });
  });
  const served = async (): Promise<string> => {
    const socket = tls.connect({ host: '127.0.0.1', port: Number(new URL(url!).port), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const name = String(socket.getPeerCertificate().subject.CN);
    socket.destroy();
    return name;
  };
  return { put, served, events, renew: () => listeners.renew(gateway.project), remove: () => fs.rmSync(key) };
}

test('a certificate that changed on disk is served, and an event says so once', async (t) => {
  const { put, served, events, renew } = await start(t);
  assert.equal(await served(), 'first');
  renew();
  put(await root.issue({ name: 'second' }));
  renew();
  renew();
  assert.equal(await served(), 'second');
  assert.deepEqual(events, ['certificate_changed']);
});

test('one that has expired, or whose key is gone, is not: the one before stays', async (t) => {
  const { put, served, events, renew, remove } = await start(t);
  put(await root.issue({ name: 'old', validFor: -1000 }));
  renew();
  renew();
  assert.equal(await served(), 'first');
  assert.deepEqual(events, ['certificate_refused']);
  remove();
  renew();
  assert.equal(await served(), 'first');
});
