import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 15 is completed by verifying the signature of webhooks', () =>
  goThrough(15, {
    edits: [
      {
        file: 'webhooks.mjs',
        find: '  return true;',
        replace: `  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const given = headers['webhook-signature'];
  if (!id || !timestamp || !given || !(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const digest = crypto.createHmac('sha256', key).update(id + '.' + timestamp + '.').update(rawBody).digest('base64');
  const expected = Buffer.from('v1,' + digest);
  return given.split(' ').some((one) => {
    const candidate = Buffer.from(one);
    return candidate.length === expected.length && crypto.timingSafeEqual(candidate, expected);
  });`,
      },
    ],
  }));
