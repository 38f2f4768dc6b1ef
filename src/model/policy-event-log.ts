import path from 'node:path';
import type { Faults } from './policy-faults.js';
import type { RawEventLog } from './policy-file.js';
import { checkSecretsIn } from './policy-secrets.js';
import { below } from './pointer.js';
import type { EventLogPolicy, LogOutput, NodeRef } from './types.js';

const credential = /auth|token|key|secret|password/i;

/** `eventLog` with its paths resolved. Reports credentials that are written down. */
export function readEventLog(
  raw: RawEventLog | undefined,
  { node, baseDir, faults }: { readonly node: NodeRef; readonly baseDir: string; readonly faults: Faults },
): EventLogPolicy {
  const { onFailure = 'reads', checkpoints, outputs, retention, principals = 'sealed' } = raw ?? {};
  const resolved = Object.entries(outputs ?? {}).map(([name, output]) => {
    checkCredentials(output, below(node, 'outputs', name), faults);
    return [name, withPaths(output, baseDir)] as const;
  });
  return {
    onFailure,
    principals,
    retention: { accessDays: 7, denialDays: 90, detectionDays: 400, findingDays: 400, ...retention },
    ...(checkpoints ? { checkpoints: withFile(checkpoints, baseDir) } : {}),
    ...(outputs ? { outputs: new Map(resolved) } : {}),
  };
}

function checkCredentials(output: LogOutput, node: NodeRef, faults: Faults): void {
  if ('headers' in output) {
    for (const [name, value] of Object.entries(output.headers ?? {}))
      checkSecretsIn({ ...below(node, 'headers', name), value }, faults, credential.test(name));
  }
  if ('password' in output) checkSecretsIn({ ...below(node, 'password'), value: output.password }, faults, true);
}

function withPaths(output: LogOutput, baseDir: string): LogOutput {
  if ('file' in output) return withFile(output, baseDir);
  if (!('ca' in output) || output.ca === undefined) return output;
  return { ...output, ca: path.resolve(baseDir, output.ca) };
}

function withFile<T extends { readonly file?: string }>(value: T, baseDir: string): T {
  return value.file === undefined ? value : { ...value, file: path.resolve(baseDir, value.file) };
}
