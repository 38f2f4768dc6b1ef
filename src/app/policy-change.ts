import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { sha256 } from '../core/ids.js';
import { diskSource, type FileSource } from '../model/file-source.js';
import { explainOperation } from '../model/policy-explain.js';
import { loadProject } from '../model/project.js';
import type { ApiModel, Project } from '../model/types.js';
import type { PolicyVersion } from '../store/store.js';
import { currentActor } from './actor.js';
import type { App } from './app.js';
import { reloadGateway } from './gateway-state.js';

/** Where the policy of an app is. Throws `POLICY_NOT_FOUND`. */
export function policyFileOf({ policyFile, cwd }: Pick<App, 'policyFile' | 'cwd'>): string {
  if (policyFile !== undefined) return policyFile;
  throw new PortcullisError('POLICY_NOT_FOUND', `No portcullis.yaml in ${cwd} or a folder above it`);
}

/** The policy's text, and its digest: whoever changes it says which one they saw. */
export function readPolicy(app: Pick<App, 'policyFile' | 'cwd'>): {
  readonly text: string;
  readonly textDigest: string;
} {
  const file = policyFileOf(app);
  const text = Buffer.from(diskSource.read(file, file, 4 * 1024 * 1024)).toString('utf8');
  return { text, textDigest: sha256(text) };
}

/** Compiles a policy that is not on the disk yet, beside its contracts and patches. Throws what `loadProject` throws. */
export function compileText(app: App, text: string): Promise<Project> {
  const policyFile = policyFileOf(app);
  return loadProject({ policyFile, today: app.now(), source: withText(policyFile, text) });
}

function withText(policyFile: string, text: string): FileSource {
  const own = diskSource.realPathOf(policyFile) ?? policyFile;
  return {
    ...diskSource,
    read: (real, shown, most) => (real === own ? Buffer.from(text, 'utf8') : diskSource.read(real, shown, most)),
  };
}

/** One setting of an operation that another policy changes. */
export interface SettingChange {
  readonly api: string;
  readonly operation: string;
  readonly setting: string;
  /** In words; null: it was not there, or is not any more. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What two policies say differently of operations: what counts after defaults, contract and patches. */
export function settingChanges(before: Project, after: Project): readonly SettingChange[] {
  const names = new Set([...before.apis, ...after.apis].map(({ name }) => name));
  return [...names].flatMap((name) => changesOf(apiOf(before, name), apiOf(after, name), name));
}

const apiOf = (project: Project, name: string): ApiModel | undefined => project.apis.find((api) => api.name === name);

function changesOf(before: ApiModel | undefined, after: ApiModel | undefined, api: string): readonly SettingChange[] {
  const ids = new Set([...(before?.operations.keys() ?? []), ...(after?.operations.keys() ?? [])]);
  return [...ids].flatMap((operation) => {
    const [old, now] = [settingsOf(before, operation), settingsOf(after, operation)];
    const settings = [...new Set([...old.keys(), ...now.keys()])];
    return settings
      .filter((setting) => old.get(setting) !== now.get(setting))
      .map((setting) => ({
        api,
        operation,
        setting,
        before: old.get(setting) ?? null,
        after: now.get(setting) ?? null,
      }));
  });
}

function settingsOf(model: ApiModel | undefined, operation: string): ReadonlyMap<string, string> {
  if (!model?.operations.has(operation)) return new Map();
  return new Map(explainOperation(model, operation).map(({ setting, value }) => [setting, value]));
}

export interface PolicyApplication {
  readonly text: string;
  readonly reason: string;
  /** Digest of the text that was changed. Another one on the disk: somebody was faster, and `USAGE` is thrown. */
  readonly base?: string | undefined;
}

export interface PolicyApplied {
  readonly version: PolicyVersion;
  /** Addresses of the gateway that serves it now; undefined when none runs. */
  readonly gateway: readonly string[] | undefined;
}

/**
 * Puts a policy in force: compiled first, written whole or not at all, served by the running gateway, kept as a version.
 * When the gateway refuses it the file is as before. Throws POLICY_*, SYNTAX_INVALID, FILE_*.
 */
export async function applyPolicy(app: App, { text, reason, base }: PolicyApplication): Promise<PolicyApplied> {
  const file = policyFileOf(app);
  const before = readPolicy(app);
  if (base !== undefined && base !== before.textDigest) throw changedMeanwhile();
  const project = await compileText(app, text);
  await keepUnknown(app, before.text);
  replaceFile(file, text);
  const gateway = await reloadGateway(app.dataDir).catch(async (error: unknown) => {
    replaceFile(file, before.text);
    await reloadGateway(app.dataDir).catch(() => undefined);
    throw error;
  });
  const store = await app.store();
  const version = await store.policyVersions.append({
    digest: project.digest,
    source: text,
    author: currentActor(),
    reason,
  });
  return { version, gateway: gateway?.urls };
}

export function changedMeanwhile(): PortcullisError {
  return new PortcullisError('USAGE', 'The policy was changed meanwhile', {
    hint: 'read it again, and make the change there',
  });
}

/** An edit by hand, or the first policy of all: kept as a version, so that it can be gone back to. */
async function keepUnknown(app: App, text: string): Promise<void> {
  const store = await app.store();
  const [latest] = await store.policyVersions.list({ limit: 1 });
  if (latest?.source === text) return;
  const digest = await compileText(app, text).then(
    (project) => project.digest,
    () => sha256(text),
  );
  const reason = latest ? 'changed in the file' : 'as it was found';
  await store.policyVersions.append({ digest, source: text, author: 'file', reason });
}

/** Beside the old one and renamed over it: nobody ever reads half of a policy. */
function replaceFile(file: string, text: string): void {
  const real = fs.realpathSync(file);
  const part = path.join(path.dirname(real), `.${path.basename(real)}.${process.pid}.part`);
  try {
    fs.writeFileSync(part, text, { mode: fs.statSync(real).mode & 0o777 });
    fs.renameSync(part, real);
  } catch (cause) {
    fs.rmSync(part, { force: true });
    throw new PortcullisError('FILE_UNWRITABLE', `${file} cannot be written`, {
      cause,
      hint: (cause as Error).message,
    });
  }
}

/** Puts an earlier version in force, as a new version. Throws `NOT_FOUND`. */
export async function rollBackPolicy(app: App, id: number, reason: string): Promise<PolicyApplied> {
  const version = await (await app.store()).policyVersions.get(id);
  if (!version) {
    throw new PortcullisError('NOT_FOUND', `There is no version ${id} of the policy`, {
      hint: 'portcullis policy history',
    });
  }
  return applyPolicy(app, { text: version.source, reason });
}
