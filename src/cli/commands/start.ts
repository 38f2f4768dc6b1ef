import { once } from 'node:events';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { hostAndPort, wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'start',
  words: ['start'],
  summary: 'Run the gateway in front of the API',
  examples: ['portcullis start', 'portcullis start --listen 127.0.0.1:9000 --policy api/portcullis.yaml'],
  options: {
    listen: {
      flags: '--listen <address>',
      describe: "host:port instead of the policy's addresses (plain HTTP)",
      parse: hostAndPort('--listen'),
    },
    workers: {
      flags: '--workers <number>',
      describe: 'processes that serve; limits are divided among them',
      parse: wholeNumber('--workers', 1, 64),
      default: 1,
    },
    allowPlainText: {
      flags: '--allow-plain-text',
      describe: 'serve plain HTTP to other machines: only behind something that ends TLS',
      parse: () => true,
      default: false as boolean,
    },
    acceptLog: {
      flags: '--accept-log',
      describe: 'go on although the log does not match the checkpoint kept outside; the audit log records it',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ options: { listen, allowPlainText, workers, acceptLog } }, app) {
    const project = await app.project();
    const policyFile = app.policyFile!;
    if (allowPlainText) app.say('warning: plain HTTP on addresses that others can reach, as --allow-plain-text says');
    const { startGateway } = await import('../../app/start.js');
    let isReloadDue = false;
    // Until it can be followed a reload is remembered: by default the signal ends the process.
    const remember = (): void => {
      isReloadDue = true;
    };
    process.on('SIGHUP', remember);
    const running = await startGateway({
      policyFile,
      dataDir: app.dataDir,
      allowPlainText,
      workers,
      control: project.control,
      checkpoints: project.eventLog.checkpoints,
      followers: project,
      acceptLog,
      say: (text) => app.say(text),
      ...(listen ? { listen: [listen] } : {}),
    });
    process.off('SIGHUP', remember).on('SIGHUP', () => void running.reload());
    if (isReloadDue) void running.reload();
    const apis = project.apis.map(({ name, operations, match, upstream }) => ({
      name,
      operations: operations.size,
      prefix: match.prefix,
      upstream: upstream?.url ?? null,
    }));
    writeResult(app, { urls: running.urls, control: running.controlUrl ?? null, digest: running.digest, apis }, () => {
      const lines = apis.map(
        ({ name, operations, prefix, upstream }) =>
          `${name}: ${operations} operations, ${running.urls.join(', ')}${prefix === '/' ? '' : prefix} -> ${upstream ?? 'no upstream'}`,
      );
      return `${[...lines, 'ready; Ctrl-C stops, SIGHUP reads the policy again'].join('\n')}\n`;
    });
    await aborted(app.signal);
    await running.stop();
    return 0;
  },
});

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
