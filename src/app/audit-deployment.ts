import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readCompose } from '../audit/deployment/compose.js';
import { parseDockerfile } from '../audit/deployment/dockerfile.js';
import { parseEnvFile } from '../audit/deployment/env-file.js';
import { readManifest } from '../audit/deployment/kubernetes.js';
import { parseNginx } from '../audit/deployment/nginx.js';
import type { Deployment, EnvEntry, NodeUse, ProxyConfig } from '../audit/deployment/types.js';
import { readYamlDocuments, type YamlDocument } from '../audit/deployment/yaml-documents.js';
import { PortcullisError } from '../core/errors.js';
import { formatPlace } from '../core/place.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';
import { certificatesOf, privateFilesOf } from './audit-key-files.js';

/** Bounds of what is looked through: a folder of photographs must cost nothing. */
const mostDepth = 6;
const mostFiles = 20_000;
const mostBytes = 1024 * 1024;

const skippedFolders = new Set([
  'node_modules',
  '.git',
  '.build',
  'dist',
  'build',
  'coverage',
  'vendor',
  '.portcullis',
]);

const kinds = {
  dockerfile: /(^|\/)((Docker|Container)file(\.[\w-]+)?|[\w-]+\.[Dd]ockerfile)$/,
  compose: /(^|\/)(docker-)?compose(\.[\w-]+)*\.ya?ml$/,
  nginx: /(^|\/)nginx[\w.-]*\.conf$|(^|\/)nginx\/(.*\/)?[\w.-]+\.conf$|(^|\/)(sites-available|sites-enabled)\/[\w.-]+$/,
  env: /(^|\/)\.env(\.[\w.-]+)?$|(^|\/)[\w-]+\.env$/,
  node: /(^|\/)(\.nvmrc|\.node-version)$/,
  yaml: /\.ya?ml$/,
} as const;
type Kind = keyof typeof kinds;

/** Files made to be copied and filled in. */
const sampleEnv = /\.(example|sample|template|dist|defaults?)$/;

interface Found {
  readonly file: string;
  readonly kind: Kind;
}

function kindOf(relative: string): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].test(relative));
}

/** Files of the folder whose names say what they are; links are not followed. */
function filesOf(folder: string): { readonly found: readonly Found[]; readonly isCut: boolean } {
  const found: Found[] = [];
  let seen = 0;
  let level = [folder];
  for (let depth = 0; depth <= mostDepth && level.length; depth += 1) {
    const next: string[] = [];
    for (const entry of level.flatMap((one) => entriesOf(one))) {
      seen += 1;
      if (seen > mostFiles) return { found, isCut: true };
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) next.push(file);
        continue;
      }
      const kind = entry.isFile() ? kindOf(path.relative(folder, file).split(path.sep).join('/')) : undefined;
      if (kind) found.push({ file, kind });
    }
    level = next;
  }
  return { found, isCut: false };
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The text of a small file; undefined for what is large or cannot be read. */
function readSmall(file: string): string | undefined {
  try {
    return fs.statSync(file).size > mostBytes ? undefined : fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Which of the files git has; undefined where there is no repository. */
function committedFiles(folder: string, files: readonly string[]): ReadonlySet<string> | undefined {
  if (!files.length) return undefined;
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--', ...files], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    return new Set(
      listed
        .toString('utf8')
        .split('\0')
        .filter(Boolean)
        .map((name) => path.resolve(folder, name)),
    );
  } catch {
    return undefined;
  }
}

/** Collects facts from files of every kind, and says what could not be read. */
class Gatherer {
  readonly env: EnvEntry[] = [];
  readonly node: NodeUse[] = [];
  readonly dockerfiles: Deployment['dockerfiles'][number][] = [];
  readonly ports: Deployment['ports'][number][] = [];
  readonly workloads: Deployment['workloads'][number][] = [];
  readonly proxies: ProxyConfig[] = [];
  readonly looked = new Map<string, number>();
  readonly problems: string[] = [];
  readonly #committed: ReadonlySet<string> | undefined;

  constructor(committed: ReadonlySet<string> | undefined) {
    this.#committed = committed;
  }

  add({ file, kind }: Found): void {
    const text = readSmall(file);
    if (text === undefined) return;
    const read = {
      dockerfile: this.#dockerfile,
      compose: this.#compose,
      nginx: this.#nginx,
      env: this.#env,
      node: this.#node,
      yaml: this.#yaml,
    };
    read[kind].call(this, file, text);
  }

  #count(what: string): void {
    this.looked.set(what, (this.looked.get(what) ?? 0) + 1);
  }

  /** Values as they are in the repository, or not. */
  #keep(file: string, entries: readonly EnvEntry[]): void {
    const committed = this.#committed?.has(file);
    this.env.push(...entries.map((entry) => ({ ...entry, committed: entry.committed ?? committed })));
  }

  #dockerfile(file: string, text: string): void {
    this.#count('Dockerfile');
    const read = parseDockerfile(file, text);
    this.dockerfiles.push(read);
    this.#keep(file, read.env);
  }

  #env(file: string, text: string): void {
    if (sampleEnv.test(file)) return;
    this.#count('env file');
    this.#keep(file, parseEnvFile(file, text, this.#committed?.has(file)));
  }

  #node(file: string, text: string): void {
    this.#count('Node version');
    this.node.push({ version: text.trim(), where: path.basename(file), place: { file, line: 1, column: 1 } });
  }

  #nginx(file: string, text: string): void {
    try {
      this.proxies.push(parseNginx(file, text));
      this.#count('nginx configuration');
    } catch (error) {
      if (!(error instanceof PortcullisError)) throw error;
      this.problems.push(`${error.place ? formatPlace(error.place) : file}: not looked at: ${error.message}`);
    }
  }

  #documents(file: string, text: string): readonly YamlDocument[] {
    const { documents, problem } = readYamlDocuments(file, text);
    if (problem) {
      const why = /\{\{/.test(text) ? 'it is a template' : problem.message;
      this.problems.push(`${problem.place ? formatPlace(problem.place) : file}: not looked at: ${why}`);
    }
    return documents;
  }

  #compose(file: string, text: string): void {
    this.#count('compose file');
    for (const document of this.#documents(file, text)) {
      const { ports, env, workloads } = readCompose(document);
      this.ports.push(...ports);
      this.workloads.push(...workloads);
      this.#keep(file, env);
    }
  }

  /** Kubernetes takes any name: the text says what it is. */
  #yaml(file: string, text: string): void {
    if (!/^apiVersion:/m.test(text) || !/^kind:/m.test(text)) return;
    this.#count('Kubernetes manifest');
    for (const document of this.#documents(file, text)) {
      const { workloads, env } = readManifest(document);
      this.workloads.push(...workloads);
      this.#keep(file, env);
    }
  }
}

function lookedNote(looked: ReadonlyMap<string, number>, more: readonly string[]): string {
  const parts = [...looked].map(([what, count]) => `${count} ${what}${count === 1 ? '' : 's'}`);
  const all = [...more, ...parts];
  return all.length ? `deployment: looked at ${all.join(', ')}` : 'deployment: found no file to look at';
}

/**
 * Gathers what stands around the API: files that the policy names, and Dockerfiles, compose files, manifests, env files
 * and configurations of nginx in the policy's folder and below.
 */
export function gatherDeployment(
  app: App,
  folder: string,
  project: Project,
): { readonly deployment: Deployment; readonly notes: readonly string[] } {
  const { found, isCut } = filesOf(folder);
  const small = found.filter(({ kind }) => kind !== 'node' && kind !== 'nginx').map(({ file }) => file);
  const gatherer = new Gatherer(committedFiles(folder, small));
  for (const one of found) gatherer.add(one);
  const privateFiles = privateFilesOf(app, project);
  const { certificates, problems } = certificatesOf(project);
  const { env, node, dockerfiles, ports, workloads, proxies, looked } = gatherer;
  const counted = (count: number, what: string): readonly string[] =>
    count ? [`${count} ${what}${count === 1 ? '' : 's'}`] : [];
  return {
    deployment: {
      privateFiles,
      certificates,
      env,
      node: node.length ? node : [{ version: process.version, where: 'this machine', place: undefined }],
      dockerfiles,
      ports,
      workloads,
      proxies,
    },
    notes: [
      lookedNote(looked, [
        ...counted(privateFiles.length, 'private file'),
        ...counted(certificates.length, 'certificate'),
      ]),
      ...gatherer.problems,
      ...problems,
      ...(isCut ? [`deployment: more than ${mostFiles} files, the rest was not looked at`] : []),
    ],
  };
}
