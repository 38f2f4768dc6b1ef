import fs from 'node:fs';
import os from 'node:os';
import { PortcullisError } from '../core/errors.js';
import { resolveSecret } from '../model/secrets.js';
import type { LogOutput } from '../model/types.js';
import type { LineContext } from '../telemetry/event-format.js';
import { clickHouseOutput } from '../telemetry/outputs/clickhouse-output.js';
import { fileOutput } from '../telemetry/outputs/file-output.js';
import { otlpOutput } from '../telemetry/outputs/otlp-output.js';
import type { EventOutput } from '../telemetry/outputs/output.js';
import { outputPlace } from '../telemetry/outputs/output-place.js';
import { OutputRunner } from '../telemetry/outputs/output-runner.js';
import { syslogOutput } from '../telemetry/outputs/syslog-output.js';
import { testOf } from '../telemetry/query-match.js';
import { parseQuery } from '../telemetry/query.js';
import { openSecrets, secretNotSet } from './open-vault.js';
import type { SealedStore } from './sealed-store.js';
import { version } from './version.js';

export interface LogOutputsOptions {
  readonly dataDir: string;
  /** Its vault has the secrets of `${vault:NAME}`. */
  readonly store: SealedStore;
  /** `eventLog.outputs` of the policy. */
  readonly outputs: ReadonlyMap<string, LogOutput> | undefined;
  /** Folder of the policy: `${file:PATH}` is relative to it. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (text: string) => void;
}

/** Begins to carry events to every output of the policy. Throws `QUERY_INVALID`, `POLICY_SECRET_MISSING`. */
export async function startOutputs(options: LogOutputsOptions): Promise<readonly OutputRunner[]> {
  if (!options.outputs?.size) return [];
  const secretOf = await secretReader(options);
  const made = [...options.outputs].map(([name, policy]) => runnerOf(name, policy, { ...options, secretOf }));
  for (const runner of made) await runner.start();
  return made;
}

type SecretReader = (text: string) => string;

async function secretReader({ store, baseDir, env }: LogOutputsOptions): Promise<SecretReader> {
  const secrets = await openSecrets(store);
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  const vault = (name: string): string => {
    const secret = secrets.get(name);
    if (secret === undefined) throw secretNotSet(name);
    return secret;
  };
  return (text) => resolveSecret(text, { env, baseDir, read, vault });
}

function runnerOf(
  name: string,
  policy: LogOutput,
  { dataDir, store, secretOf, say }: LogOutputsOptions & { readonly secretOf: SecretReader },
): OutputRunner {
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new PortcullisError('POLICY_INVALID', `eventLog.outputs: "${name}" cannot be the name of an output`, {
      expected: 'at most 64 letters, digits, hyphens and underscores',
    });
  }
  const matches = policy.query === undefined ? undefined : testOf(parseQuery(policy.query, Date.now()));
  return new OutputRunner({
    name,
    output: outputOf(policy, secretOf),
    events: store.events,
    place: outputPlace(dataDir, name),
    say,
    ...(matches ? { matches } : {}),
  });
}

function outputOf(policy: LogOutput, secretOf: SecretReader): EventOutput {
  const context: LineContext = { productVersion: version, host: os.hostname() };
  if ('file' in policy) return fileOutput(policy.file, context);
  if ('otlp' in policy) return otlpOutput(otlpTarget(policy, secretOf));
  if ('syslog' in policy) return syslogOutput(syslogTargetOf(policy), context);
  const { clickhouse: url, table = 'portcullis_event', user, password } = policy;
  return clickHouseOutput({ url, table, user, password: password === undefined ? undefined : secretOf(password) });
}

function otlpTarget({ otlp, headers = {} }: Extract<LogOutput, { otlp: string }>, secretOf: SecretReader) {
  return {
    url: `${otlp.replace(/\/$/, '')}/v1/logs`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, secretOf(value)])),
    resource: { 'service.name': 'portcullis', 'service.version': version, 'host.name': os.hostname() },
  };
}

function syslogTargetOf({ syslog, ca }: Extract<LogOutput, { syslog: string }>) {
  const { hostname, port } = new URL(syslog);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6514),
    ca: ca === undefined ? undefined : readCa(ca),
  };
}

function readCa(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}
