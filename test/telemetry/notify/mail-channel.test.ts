import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { MessageRefused, type Message } from '../../../src/telemetry/notify/channel.js';
import { mailChannel, type MailTarget } from '../../../src/telemetry/notify/mail-channel.js';
import { makeAuthority, type Authority } from '../../identity/authority.js';
import { noon } from '../log-bench.js';
import { MailReceiver } from './receivers.js';

const event: SecurityEvent = {
  id: '019ab3c0-0000-7000-8000-000000000001',
  time: noon,
  kind: 'detection',
  outcome: 'info',
  severity: 'high',
  operationId: 'getOrder',
  principalId: 'mallory\r\nBcc: eve@example.com',
  detail: { title: 'Objects are tried\r\nX-Forged: 1', summary: '40 orders in 10 minutes' },
};
const message: Message = { id: 'msg_1', name: 'desk', events: [{ event, more: 3 }], more: 4 };

let authority: Authority;
let pair: { certificate: string; key: string };
let receiver: MailReceiver;
before(async () => {
  authority = await makeAuthority('Test CA');
  pair = await authority.issue({ name: 'localhost', names: [{ type: 'dns', value: 'localhost' }] });
});
afterEach(() => receiver.stop());
after(() => undefined);

async function send(target: Partial<MailTarget> & Pick<MailTarget, 'server'>): Promise<void> {
  const from = 'portcullis@example.com';
  const channel = await mailChannel({
    from,
    to: ['desk@example.com', 'soc@example.com'],
    timeoutMillis: 2000,
    ...target,
  });
  try {
    await channel.send(message);
  } finally {
    await channel.close();
  }
}

describe('a mail', () => {
  test('says what happened, in a subject and a text that no event can forge lines of', async () => {
    receiver = new MailReceiver(pair);
    const port = await receiver.start({ implicit: true });
    await send({ server: `smtps://localhost:${port}`, ca: authority.pem, user: 'bot', password: 'pass word' });
    const [mail] = receiver.mails;
    const [head, body] = [mail!.slice(0, mail!.indexOf('\r\n\r\n')), mail!.slice(mail!.indexOf('\r\n\r\n'))];
    assert.match(head, /^From: portcullis@example\.com\r$/m);
    assert.match(head, /^To: desk@example\.com, soc@example\.com\r$/m);
    assert.match(head, /^Message-ID: <msg_1@example\.com>\r$/im);
    assert.match(head, /^Auto-Submitted: auto-generated\r?$/im);
    assert.match(head, /^Subject: \[Portcullis\] high: Objects are tried/m);
    assert.doesNotMatch(head, /^(?:Bcc|X-Forged):/im);
    assert.match(body, /40 orders in 10 minutes/);
    assert.doesNotMatch(body, /^Bcc/m);
    assert.match(body, /4 more events are not listed here/);
    assert.deepEqual([receiver.credentials, receiver.encrypted], [['bot pass word'], [true]]);
  });

  test('goes over STARTTLS where the server has it', async () => {
    receiver = new MailReceiver(pair);
    const port = await receiver.start();
    await send({ server: `smtp://localhost:${port}`, ca: authority.pem });
    assert.deepEqual(receiver.encrypted, [true]);
  });

  test('is not sent to a server whose certificate nobody vouches for', async () => {
    receiver = new MailReceiver(pair);
    const port = await receiver.start({ implicit: true });
    await assert.rejects(
      send({ server: `smtps://localhost:${port}` }),
      (error: Error) => !(error instanceof MessageRefused),
    );
    assert.equal(receiver.mails.length, 0);
  });

  test('that the server refuses for now is sent again, one that it refuses for good is not', async () => {
    receiver = new MailReceiver(pair);
    const port = await receiver.start();
    const target = { server: `smtp://localhost:${port}`, ca: authority.pem };
    receiver.dataAnswer = '451 later';
    await assert.rejects(
      send(target),
      (error: Error) => !(error instanceof MessageRefused) && /451/.test(error.message),
    );
    receiver.dataAnswer = '554 never';
    await assert.rejects(send(target), MessageRefused);
  });

  test('waits for a server that is away', async () => {
    receiver = new MailReceiver(pair);
    const port = await receiver.start();
    await receiver.stop();
    await assert.rejects(send({ server: `smtp://localhost:${port}` }), { message: 'ESOCKET' });
  });
});
