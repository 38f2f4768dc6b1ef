import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { it } from 'node:test';
import { ControlKeeper } from '../../src/app/control-keeper.js';
import { freePort } from './free-port.js';

const parts = { readiness: () => assert.fail(), metrics: () => assert.fail() };
const host = '127.0.0.1';
const livez = async (url: string | undefined) =>
  url === undefined ? undefined : (await fetch(`${url}/livez`).catch(() => undefined))?.status;

it('the control address moves with the policy', async (t) => {
  const keeper = new ControlKeeper(parts);
  t.after(() => keeper.close());
  await keeper.use(undefined);
  assert.equal(keeper.url, undefined);
  await keeper.use({ host, port: await freePort() });
  const first = keeper.url;
  assert.equal(await livez(first), 200);
  await keeper.use({ host, port: await freePort() });
  assert.notEqual(keeper.url, first);
  assert.deepEqual([await livez(first), await livez(keeper.url)], [undefined, 200]);
  await keeper.use(undefined);
  assert.equal(keeper.url, undefined);
});

it('an address that somebody else has leaves the one before', async (t) => {
  const other = net.createServer().listen(0, host);
  await once(other, 'listening');
  t.after(() => other.close());
  const keeper = new ControlKeeper(parts);
  t.after(() => keeper.close());
  await keeper.use({ host, port: await freePort() });
  const taken = (other.address() as net.AddressInfo).port;
  await assert.rejects(keeper.use({ host, port: taken }), { code: 'ADDRESS_IN_USE' });
  assert.equal(await livez(keeper.url), 200);
});
