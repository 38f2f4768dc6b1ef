import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { LabExchange } from '../../src/academy/attack-seen.js';
import { freePort } from '../../src/app/free-port.js';
import { startWitness } from '../../src/app/learn-witness.js';

async function service(): Promise<{ readonly address: string; close(): void }> {
  const server = http.createServer((request, response) => {
    response.writeHead(201, { 'x-lab': 'yes' });
    request.pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

test('an exchange is seen before the learner has the answer, so that a check right after it finds it', async () => {
  const behind = await service();
  const seen: LabExchange[] = [];
  const address = `127.0.0.1:${await freePort('127.0.0.1')}`;
  const witness = await startWitness({ address, service: () => behind.address, see: (each) => void seen.push(each) });
  for (let i = 1; i <= 50; i += 1) {
    const answer = await fetch(`http://${address}/orders?n=${i}`, { method: 'POST', body: `${i}` });
    assert.equal(seen.length, i);
    assert.equal(await answer.text(), `${i}`);
  }
  assert.deepEqual([seen[0]?.method, seen[0]?.url, seen[0]?.body, seen[0]?.status], ['POST', '/orders?n=1', '1', 201]);
  assert.match(seen[0]!.answer, /x-lab: yes[^]*\n\n1$/);
  await witness.close();
  behind.close();
});

test('while the service is down it says so, and sees nothing', async () => {
  const seen: LabExchange[] = [];
  const address = `127.0.0.1:${await freePort('127.0.0.1')}`;
  const witness = await startWitness({ address, service: () => undefined, see: (each) => void seen.push(each) });
  const answer = await fetch(`http://${address}/orders`);
  assert.equal(answer.status, 502);
  assert.match(await answer.text(), /does not run/);
  assert.deepEqual(seen, []);
  await witness.close();
});
