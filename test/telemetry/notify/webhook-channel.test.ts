import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { ComeLater, MessageRefused, type Message } from '../../../src/telemetry/notify/channel.js';
import { webhookChannel, type WebhookTarget } from '../../../src/telemetry/notify/webhook-channel.js';
import { makeAuthority } from '../../identity/authority.js';
import { noon } from '../log-bench.js';
import { HookReceiver, type Received } from './receivers.js';

const keyBytes = randomBytes(32);
const secret = `whsec_${keyBytes.toString('base64')}`;
const event: SecurityEvent = {
  id: '019ab3c0-0000-7000-8000-000000000001',
  time: noon,
  kind: 'detection',
  outcome: 'info',
  severity: 'high',
  operationId: 'getOrder',
  detail: { rule: 'object-enumeration', title: 'Objects are tried one after the other' },
};
const message: Message = { id: 'msg_1', name: 'oncall', events: [{ event, more: 2 }], more: 5 };

let receiver: HookReceiver;
beforeEach(() => (receiver = new HookReceiver()));
afterEach(() => receiver.stop());

async function send(more: Partial<WebhookTarget> = {}): Promise<Received> {
  const url = more.url ?? (await receiver.start());
  const channel = webhookChannel({ secret, productVersion: '1.2.3', now: () => noon, ...more, url });
  try {
    await channel.send(message);
  } finally {
    await channel.close();
  }
  return receiver.received[0]!;
}

describe('a webhook', () => {
  test('gets JSON that a receiver of Standard Webhooks can verify', async () => {
    const { headers, body } = await send();
    assert.equal(headers['webhook-id'], 'msg_1');
    assert.equal(headers['webhook-timestamp'], String(noon / 1000));
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', keyBytes).update(signed).digest('base64')}`);
    const { type, timestamp, data } = JSON.parse(body) as Record<string, unknown> & {
      data: { notification: string; more: number; events: Record<string, unknown>[] };
    };
    assert.deepEqual([type, timestamp], ['portcullis.events', new Date(noon).toISOString()]);
    assert.deepEqual([data.notification, data.more, data.events.length], ['oncall', 5, 1]);
    assert.deepEqual([data.events[0]!['class_uid'], data.events[0]!['count']], [2004, 3]);
  });

  test('may have a plain text as its secret, of 24 characters at least', async () => {
    const { headers, body } = await send({ secret: 'x'.repeat(24) });
    const mac = createHmac('sha256', 'x'.repeat(24))
      .update(`msg_1.${noon / 1000}.${body}`)
      .digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${mac}`);
    for (const weak of ['x'.repeat(23), `whsec_${randomBytes(23).toString('base64')}`]) {
      assert.throws(() => webhookChannel({ url: 'http://127.0.0.1:1/', secret: weak, productVersion: '1' }), {
        code: 'POLICY_INVALID',
      });
    }
  });

  for (const status of [400, 410, 413, 422]) {
    test(`that answers ${status} will never take the message`, async () => {
      receiver.status = status;
      await assert.rejects(send(), MessageRefused);
    });
  }

  for (const status of [301, 401, 404, 429, 500, 503]) {
    test(`that answers ${status} is asked again later, and a redirect is not followed`, async () => {
      receiver.status = status;
      await assert.rejects(send(), (error: Error) => !(error instanceof MessageRefused));
      assert.equal(receiver.received.length, 1);
    });
  }

  test('that says when to come again is believed, for an hour at most', async () => {
    receiver.status = 503;
    receiver.retryAfter = '30';
    await assert.rejects(send(), (error: Error) => error instanceof ComeLater && error.afterMillis === 30_000);
    receiver.retryAfter = '999999';
    await receiver.stop();
    await assert.rejects(send(), (error: Error) => error instanceof ComeLater && error.afterMillis === 3_600_000);
  });

  test('that does not answer, or is not there, is waited for no longer than it may take', async () => {
    receiver.isStalled = true;
    const begun = performance.now();
    await assert.rejects(send({ timeoutMillis: 300 }));
    assert.ok(performance.now() - begun < 3000);
    await receiver.stop();
    await assert.rejects(send({ url: 'http://127.0.0.1:1/', timeoutMillis: 300 }));
  });

  test('over TLS is believed only with a certificate of an authority that is known, for its name', async () => {
    const authority = await makeAuthority('Test CA');
    const pair = await authority.issue({ name: '127.0.0.1', names: [{ type: 'ip', value: '127.0.0.1' }] });
    const url = await receiver.start(pair);
    await assert.rejects(send({ url }), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    assert.equal(receiver.received.length, 0);
    assert.equal((await send({ url, ca: authority.pem })).headers['webhook-id'], 'msg_1');
    const other = await authority.issue({ name: 'other', names: [{ type: 'dns', value: 'other.example' }] });
    await receiver.stop();
    receiver = new HookReceiver();
    await assert.rejects(send({ url: await receiver.start(other), ca: authority.pem }), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });
});
