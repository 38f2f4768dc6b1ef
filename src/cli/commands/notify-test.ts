import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { didYouMean } from '../../core/nearest.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'notify-test',
  words: ['notify', 'test'],
  arguments: [{ name: '<name>', describe: 'name under `notify` in the policy' }],
  summary: 'Send a test message to a notification of the policy, and say what the other side answers',
  examples: ['portcullis notify test oncall', 'portcullis notify test desk --format json'],
  options: {},
  async run({ args: [name = ''] }, app) {
    const { notify } = await app.project();
    const policy = notify.get(name);
    if (!policy) {
      throw new PortcullisError('NOT_FOUND', `The policy has no notification ${name}`, {
        hint: didYouMean(name, notify.keys()) ?? 'portcullis notify list shows them',
      });
    }
    const { channelOf, testMessage } = await import('../../app/notifications.js');
    const { secretReader } = await import('../../app/secret-reader.js');
    const store = await app.store();
    const sources = { store, baseDir: path.dirname(app.policyFile!), env: app.env };
    const channel = await channelOf(policy, await secretReader(sources));
    const message = testMessage(name, app.now().getTime());
    try {
      await channel.send(message);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new PortcullisError('NOTIFICATION_FAILED', `${name} was not reached: ${reason}`, { cause });
    } finally {
      await channel.close();
    }
    writeResult(app, { name, id: message.id }, () => `${name} took the message ${message.id}\n`);
    return 0;
  },
});
