import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortcullisError } from '../core/errors.js';
import { acquireLock } from '../store/lock.js';

/** What a running gateway tells other commands, in `run/gateway.json` of the data folder. */
export interface GatewayState {
  readonly pid: number;
  readonly policyFile: string;
  readonly policyDigest: string;
  readonly urls: readonly string[];
  /** Counts reloads, the failed ones too. */
  readonly generation: number;
  /** Why the last reload was refused: the policy before it is still in force. */
  readonly refused?: string;
}

const fileOf = (dataDir: string) => path.join(dataDir, 'run', 'gateway.json');

/** Written whole or not at all. */
export function writeGatewayState(dataDir: string, state: GatewayState): void {
  const file = fileOf(dataDir);
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(`${file}.part`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  fs.renameSync(`${file}.part`, file);
}

export function removeGatewayState(dataDir: string): void {
  fs.rmSync(fileOf(dataDir), { force: true });
}

function readState(dataDir: string): GatewayState | undefined {
  try {
    return JSON.parse(fs.readFileSync(fileOf(dataDir), 'utf8')) as GatewayState;
  } catch {
    return undefined;
  }
}

/** The gateway that runs on a data folder, or undefined. A file left behind by kill -9 does not count. */
export function runningGateway(dataDir: string): GatewayState | undefined {
  const state = readState(dataDir);
  return state && isLocked(dataDir) ? state : undefined;
}

/** The lock is the operating system's, so it is never held by a process that is gone. */
function isLocked(dataDir: string): boolean {
  try {
    acquireLock(dataDir).release();
    return false;
  } catch (error) {
    if (error instanceof PortcullisError && error.code === 'STORE_LOCKED') return true;
    throw error;
  }
}

/**
 * Tells the running gateway to read policy, patches and keys again, and waits until it serves them.
 * Resolves to its state, or undefined when none runs. Throws `POLICY_INVALID` when it refused.
 */
export async function reloadGateway(
  dataDir: string,
  { timeoutMillis = 10_000 } = {},
): Promise<GatewayState | undefined> {
  const before = runningGateway(dataDir);
  if (!before) return undefined;
  process.kill(before.pid, 'SIGHUP');
  const end = Date.now() + timeoutMillis;
  while (Date.now() < end) {
    await sleep(25);
    const state = readState(dataDir);
    if (!state || state.generation === before.generation) continue;
    if (state.refused === undefined) return state;
    throw new PortcullisError(
      'POLICY_INVALID',
      'The running gateway refused the policy and goes on with the one before',
      { hint: state.refused },
    );
  }
  throw new PortcullisError(
    'POLICY_INVALID',
    `The gateway (process ${before.pid}) did not take the policy within ${timeoutMillis / 1000} s`,
  );
}
