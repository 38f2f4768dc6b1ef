import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { call, openContract, openPolicy, startGateway, startUpstream } from './harness.js';

test('one address has its share of connections: who never sent a request makes room, who was served does not', async (t) => {
  const upstream = await startUpstream(t);
  const limits = { connectionsPerAddress: 3 };
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy, options: { limits } });
  const connect = () => {
    const socket = net.connect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    return new Promise<net.Socket>((resolve) => socket.once('connect', () => resolve(socket)));
  };
  const silent = [await connect(), await connect(), await connect()];
  const ended = new Promise((resolve) => silent[0]!.once('close', resolve));
  assert.equal((await call(port, '/x')).status, 200);
  await ended;
  assert.deepEqual(
    silent.slice(1).map((socket) => socket.destroyed),
    [false, false],
  );
  for (const socket of silent) {
    socket.destroy();
    const kept = await connect();
    kept.write('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => kept.once('data', resolve));
  }
  await assert.rejects(call(port, '/x'));
});
