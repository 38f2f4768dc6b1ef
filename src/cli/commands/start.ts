import { once } from 'node:events';
import type { App } from '../../app/app.js';
import { PortcullisError } from '../../core/errors.js';
import type { PolicySettings } from '../../model/policy-settings.js';
import type { Running } from '../../app/start.js';
import type { RunningConsole } from '../../console/start-console.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { hostAndPort, wholeNumber, words } from '../parse.js';

const parts: readonly string[] = ['gateway', 'console'];

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
    only: {
      flags: '--only <parts>',
      describe: 'gateway, console; default both',
      parse: words('--only'),
    },
    acceptLog: {
      flags: '--accept-log',
      describe: 'go on although the log does not match the checkpoint kept outside; the audit log records it',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ options: { listen, allowPlainText, workers, acceptLog, only = parts } }, app) {
    refuseUnknown(only);
    const { settings, policyFile } = await readSettings(app);
    if (!only.includes('gateway')) return consoleAlone(app, settings);
    const { expiredPatchWarnings } = await import('../../app/expired-patches.js');
    for (const warning of expiredPatchWarnings(app)) app.say(warning);
    if (allowPlainText) app.say('warning: plain HTTP on addresses that others can reach, as --allow-plain-text says');
    const { startGateway } = await import('../../app/start.js');
    let isReloadDue = false;
    // Until it can be followed a reload is remembered: by default the signal ends the process.
    const remember = (): void => {
      isReloadDue = true;
    };
    process.on('SIGHUP', remember);
    const starting = startGateway({
      policyFile,
      dataDir: app.dataDir,
      allowPlainText,
      workers,
      settings,
      acceptLog,
      say: (text) => app.say(text),
      ...(listen ? { listen: [listen] } : {}),
    });
    const running = await starting.catch((error: Error) => exactly(error, app));
    process.off('SIGHUP', remember).on('SIGHUP', () => void running.reload());
    if (isReloadDue) void running.reload();
    const served = only.includes('console') ? await startConsoleOf(app, settings, running.readiness) : undefined;
    const apis = running.apis.map(({ upstream, ...api }) => ({ ...api, upstream: upstream ?? null }));
    const { urls, controlUrl, egressUrl, digest } = running;
    const facts = {
      urls,
      control: controlUrl ?? null,
      egress: egressUrl ?? null,
      console: consoleFacts(served),
      digest,
      apis,
    };
    writeResult(app, facts, () => {
      const lines = apis.map(
        ({ name, operations, prefix, upstream }) =>
          `${name}: ${operations} operations, ${running.urls.join(', ')}${prefix === '/' ? '' : prefix} -> ${upstream ?? 'no upstream'}`,
      );
      const egress = egressUrl === undefined ? [] : [`third parties: ${egressUrl}/INTEGRATION/...`];
      return `${[...lines, ...egress, ...consoleLines(served), 'ready; Ctrl-C stops, SIGHUP reads the policy again'].join('\n')}\n`;
    });
    await aborted(app.signal);
    await served?.close();
    await running.stop();
    return 0;
  },
});

function refuseUnknown(only: readonly string[]): void {
  const unknown = only.find((part) => !parts.includes(part));
  if (unknown === undefined) return;
  throw new PortcullisError('USAGE', `--only does not know "${unknown}"`, { expected: parts.join(', ') });
}

/** The console without a gateway: for another machine on the same database, or to look at what was recorded. */
async function consoleAlone(app: App, settings: PolicySettings): Promise<number> {
  const served = await startConsoleOf(app, settings);
  writeResult(
    app,
    { console: consoleFacts(served) },
    () => `${[...consoleLines(served), 'ready; Ctrl-C stops'].join('\n')}\n`,
  );
  await aborted(app.signal);
  await served?.close();
  return 0;
}

/** Where nobody chose its address, one that is taken keeps no gateway from starting. */
async function startConsoleOf(
  app: App,
  { console: policy }: PolicySettings,
  readiness?: Running['readiness'],
): Promise<RunningConsole | undefined> {
  const { startConsole } = await import('../../console/start-console.js');
  try {
    return await startConsole({ app, policy, readiness, say: (text) => app.say(text) });
  } catch (error) {
    const isTaken = error instanceof PortcullisError && error.code === 'ADDRESS_IN_USE';
    if (!isTaken || policy.node) throw error;
    app.say(`warning: no console: ${error.message}; console.address in the policy names another`);
    return undefined;
  }
}

const consoleFacts = (served: RunningConsole | undefined) =>
  served ? { url: served.url, firstLogin: served.firstLogin ?? null } : null;

function consoleLines(served: RunningConsole | undefined): readonly string[] {
  if (!served) return [];
  const { url, firstLogin } = served;
  const login =
    firstLogin && `  log in as ${firstLogin.user} with the password ${firstLogin.password} (only once; it is not kept)`;
  return [`console: ${url}`, ...(login ? [login] : [])];
}

/** What this process needs of the policy: the contracts are read by the workers. */
async function readSettings(app: App): Promise<{ readonly settings: PolicySettings; readonly policyFile: string }> {
  const { policyFile } = app;
  const { readPolicySettings } = await import('../../model/policy-settings.js');
  if (policyFile === undefined) return exactly(new PortcullisError('POLICY_NOT_FOUND', 'No policy'), app);
  try {
    return { settings: readPolicySettings(policyFile), policyFile };
  } catch (error) {
    return exactly(error, app);
  }
}

/** The policy's faults, all of them and where they are, if those were it; else the error. */
async function exactly(error: unknown, app: App): Promise<never> {
  await app.project();
  throw error;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
