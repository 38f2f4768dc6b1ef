import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HookReceiver } from '../../telemetry/notify/receivers.js';
import { assertRefused, orchardProject, startOrchard, type Orchard, type Project } from '../bench.js';

let orchard: Orchard;
let project: Project;
const receiver = new HookReceiver();
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  const hook = await receiver.start();
  project.write('hook.key', 'a secret of 24 characters');
  const notify = [
    'notify:',
    `  oncall: { query: kind:denial, webhook: '${hook}', secret: '\${file:hook.key}' }`,
    "  nobody: { webhook: 'http://127.0.0.1:1/', secret: '${file:hook.key}' }",
  ];
  project.write('portcullis.yaml', `${project.read('portcullis.yaml')}\n${notify.join('\n')}\n`);
});
after(async () => {
  await receiver.stop();
  await project.close();
  await orchard.stop();
});

describe('portcullis notify test', () => {
  it('sends a message that the other side takes', async () => {
    const { name, id } = await project.json<{ name: string; id: string }>('notify', 'test', 'oncall');
    assert.equal(name, 'oncall');
    assert.equal(receiver.received.at(-1)!.headers['webhook-id'], id);
    assert.match(receiver.received.at(-1)!.body, /notification_test/);
  });

  it('says what keeps it from getting through, and which names there are', async () => {
    const { code, stderr } = await project.run('notify', 'test', 'nobody');
    assert.equal(code, 3);
    assert.match(stderr, /nobody was not reached: connect ECONNREFUSED.*NOTIFICATION_FAILED/s);
    assertRefused(await project.run('notify', 'test', 'onkall'), 'NOT_FOUND', /oncall/);
  });
});

describe('a gateway with notifications', () => {
  it('tells of a denial once, and of nothing twice after a restart', async () => {
    receiver.received.length = 0;
    const first = await project.start();
    await fetch(`${first.url}/orders/1001`);
    for (let n = 0; n < 100 && receiver.received.length === 0; n += 1) await sleep(100);
    await first.stop();
    const second = await project.start();
    await second.stop();
    assert.equal(receiver.received.length, 1);
    const { data } = JSON.parse(receiver.received[0]!.body) as { data: { events: { status_code: string }[] } };
    assert.deepEqual(
      data.events.map(({ status_code }) => status_code),
      ['CREDENTIAL_MISSING'],
    );
    const list = await project.json<{ name: string; waiting: number }[]>('notify', 'list');
    assert.deepEqual(
      list.map(({ name, waiting }) => [name, waiting]),
      [
        ['oncall', 0],
        ['nobody', 0],
      ],
    );
  });
});
