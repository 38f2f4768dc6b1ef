import fs from 'node:fs';
import os from 'node:os';
import { PortcullisError } from '../core/errors.js';
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
import { secretReader, type SecretReader, type SecretReaderOptions } from './secret-reader.js';
import { version } from './version.js';

export interface LogOutputsOptions extends SecretReaderOptions {
  readonly dataDir: string;
  readonly say: (text: string) => void;
}

/** An output that is ready to begin. Throws `QUERY_INVALID`, `POLICY_SECRET_MISSING`, `FILE_UNREADABLE`. */
export async function outputOf(name: string, policy: LogOutput, options: LogOutputsOptions): Promise<OutputRunner> {
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new PortcullisError('POLICY_INVALID', `eventLog.outputs: "${name}" cannot be the name of an output`, {
      expected: 'at most 64 letters, digits, hyphens and underscores',
    });
  }
  const { dataDir, store, say } = options;
  const matches = policy.query === undefined ? undefined : testOf(parseQuery(policy.query, Date.now()));
  return new OutputRunner({
    name,
    output: receiverOf(policy, await secretReader(options)),
    events: store.events,
    place: outputPlace(dataDir, name),
    say,
    ...(matches ? { matches } : {}),
  });
}

function receiverOf(policy: LogOutput, secretOf: SecretReader): EventOutput {
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
