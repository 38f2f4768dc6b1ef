import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, openContract, startGateway, startUpstream } from '../harness.js';

interface Row {
  readonly cors: string;
  readonly origin?: string;
  readonly status: number;
  readonly allowed?: string;
}

const listed = '{ origins: ["https://app.test"], credentials: true }';

const rows: Record<string, Row> = {
  'a listed origin': { cors: listed, origin: 'https://app.test', status: 200, allowed: 'https://app.test' },
  'another origin': { cors: listed, origin: 'https://evil.test', status: 403 },
  'a listed origin as the end of another': { cors: listed, origin: 'https://app.test.evil.test', status: 403 },
  'another scheme': { cors: listed, origin: 'http://app.test', status: 403 },
  null: { cors: listed, origin: 'null', status: 403 },
  'no origin at all': { cors: listed, status: 200 },
  'the origin of this host': { cors: listed, origin: 'https://api.test', status: 200 },
};

for (const [name, { cors, origin, status, allowed }] of Object.entries(rows)) {
  test(`${name}: ${status}`, async (t) => {
    const upstream = await startUpstream(t, (_request, response) => {
      response.writeHead(200, { 'access-control-allow-origin': '*', vary: 'Accept' }).end('ok');
    });
    const policy = `defaults: { mode: enforce, rateLimits: [], cors: ${cors} }\n`;
    const { port } = await startGateway(t, { upstream, contract: openContract, policy });
    const answer = await call(port, '/x', { headers: { host: 'api.test', ...(origin ? { origin } : {}) } });
    assert.equal(answer.status, status);
    assert.equal(answer.headers['access-control-allow-origin'], allowed, 'ours only, never that of the upstream');
    assert.match(answer.headers.vary!, /Origin/);
    assert.equal(answer.headers['access-control-allow-credentials'], allowed && 'true');
  });
}
