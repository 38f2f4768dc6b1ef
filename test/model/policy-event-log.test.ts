import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { PortcullisErrors } from '../../src/core/errors.js';
import { loadProject } from '../../src/model/project.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-event-log-'));
after(() => fs.rmSync(folder, { recursive: true }));

fs.writeFileSync(
  path.join(folder, 'openapi.json'),
  JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, paths: {} }),
);

async function eventLogOf(eventLog: unknown) {
  const policyFile = path.join(folder, 'portcullis.yaml');
  const apis = { a: { contract: 'openapi.json', upstream: { url: 'http://127.0.0.1:1' } } };
  fs.writeFileSync(policyFile, JSON.stringify({ version: 1, apis, ...(eventLog === undefined ? {} : { eventLog }) }));
  return (await loadProject({ policyFile, today: new Date() })).eventLog;
}

/** The error, or those that came with it, in one text. */
async function fault(eventLog: unknown): Promise<string> {
  const error = await eventLogOf(eventLog).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  assert.ok(error, 'it was refused');
  const all = error instanceof PortcullisErrors ? error.errors : [error];
  return all.map((each) => `${(each as { code?: string }).code} ${each.message}`).join('\n');
}

describe('eventLog of the policy', () => {
  test('is reads for a minute, and nothing outside, when it says nothing', async () => {
    const retention = { accessDays: 7, denialDays: 90, detectionDays: 400, findingDays: 400 };
    assert.deepEqual(await eventLogOf(undefined), { onFailure: 'reads', principals: 'sealed', retention });
    const kept = await eventLogOf({ retention: { accessDays: 1 } });
    assert.deepEqual(kept.retention, { ...retention, accessDays: 1 });
  });

  test('names files beside the policy', async () => {
    const { checkpoints, outputs } = await eventLogOf({
      checkpoints: { file: 'kept/log', url: 'https://witness.example.com/add' },
      outputs: { siem: { syslog: 'tls://logs.example.com', ca: 'ca.pem' }, file: { file: 'x', query: 'kind:denial' } },
    });
    assert.deepEqual(checkpoints, { file: path.join(folder, 'kept/log'), url: 'https://witness.example.com/add' });
    assert.deepEqual(outputs!.get('siem'), { syslog: 'tls://logs.example.com', ca: path.join(folder, 'ca.pem') });
    assert.deepEqual(outputs!.get('file'), { file: path.join(folder, 'x'), query: 'kind:denial' });
  });

  test('takes credentials as references only', async () => {
    const output = (password: string) => ({ outputs: { rows: { clickhouse: 'http://127.0.0.1:8123', password } } });
    assert.match(await fault(output('hunter2')), /POLICY_SECRET_INLINE/);
    await eventLogOf(output('${env:CLICKHOUSE}'));
    const headers = { authorization: 'Bearer abcdef123456' };
    assert.match(
      await fault({ outputs: { otlp: { otlp: 'http://127.0.0.1:4318', headers } } }),
      /POLICY_SECRET_INLINE/,
    );
  });

  for (const [what, eventLog] of [
    ['two targets in one output', { outputs: { x: { file: 'a', otlp: 'http://127.0.0.1:1' } } }],
    ['an output without a target', { outputs: { x: { query: 'kind:denial' } } }],
    ['a syslog receiver without TLS', { outputs: { x: { syslog: 'tcp://logs.example.com:514' } } }],
    ['a table that is more than a name', { outputs: { x: { clickhouse: 'http://x', table: 't; DROP TABLE t' } } }],
    ['an unknown key', { checkpoint: {} }],
  ] as const) {
    test(`refuses ${what}`, async () => assert.match(await fault(eventLog), /^POLICY_INVALID/m));
  }
});
