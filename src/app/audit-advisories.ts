import fs from 'node:fs';
import path from 'node:path';
import { request } from 'undici';
import { advisoriesOfAnswer, bulkQuestion } from '../audit/dependencies/registry-answer.js';
import { readSnapshot, type NamedBytes, type Snapshot } from '../audit/dependencies/snapshot.js';
import type { Advisory, AdvisorySource, Dependency } from '../audit/dependencies/types.js';
import { PortcullisError } from '../core/errors.js';
import { diskSource } from '../model/file-source.js';
import type { App } from './app.js';

/** All of npm is 200 MB. */
const mostSnapshotBytes = 2 * 1024 ** 3 - 1;
const mostAnswerBytes = 32 * 1024 * 1024;
const timeoutMillis = 30_000;
const namesPerQuestion = 1000;
const publicRegistry = 'https://registry.npmjs.org';

/** What is known about packages, and from where. */
export interface FoundAdvisories {
  readonly advisories: readonly Advisory[];
  readonly sources: readonly AdvisorySource[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}

export interface AdvisoryQuestion {
  /** `registry`, a file or a folder; undefined: nobody is asked. */
  readonly asked: string | undefined;
  readonly dependencies: readonly Dependency[];
  /** Where the project's `.npmrc` is. */
  readonly folder: string;
}

const nothing: FoundAdvisories = { advisories: [], sources: [], skipped: [] };

/** Looks up known flaws of locked packages. */
export async function findAdvisories(app: App, question: AdvisoryQuestion): Promise<FoundAdvisories> {
  const { asked, dependencies } = question;
  if (asked === undefined) return nothing;
  if (asked === 'registry') return askRegistry(app, question);
  const file = path.resolve(app.cwd, asked);
  const snapshot = loadSnapshot(file, new Set(dependencies.map(({ name }) => name)));
  const place = { file, line: 1, column: 1 };
  const count = snapshot.advisories.length;
  return {
    advisories: snapshot.advisories,
    sources: [{ name: asked, kind: 'snapshot', date: snapshot.date, count, place }],
    skipped: [],
  };
}

/**
 * Reads a snapshot: a file, or every .json, .ndjson, .jsonl and .zip of a folder.
 *
 * @throws PortcullisError FILE_UNREADABLE, FILE_TOO_LARGE, ADVISORIES_INVALID.
 */
export function loadSnapshot(file: string, names: ReadonlySet<string>): Snapshot {
  const isFolder = fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return readSnapshot(isFolder ? filesIn(file) : [readBytes(file)], names);
}

function readBytes(file: string): NamedBytes {
  return { file, bytes: diskSource.read(file, file, mostSnapshotBytes) };
}

function* filesIn(folder: string): Generator<NamedBytes> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const wanted = names.filter((name) => /\.(json|ndjson|jsonl|zip)$/.test(name));
  if (!wanted.length) {
    throw new PortcullisError('ADVISORIES_INVALID', `${folder} has no advisories`, {
      expected: 'files ending in .json, .ndjson, .jsonl or .zip',
    });
  }
  for (const name of wanted) yield readBytes(path.join(folder, name));
}

/** Only the address is taken from the settings of npm: no credential is read, and none is sent. */
function registryOf({ env }: App, folder: string): string {
  const fromEnv = env.npm_config_registry ?? env.NPM_CONFIG_REGISTRY;
  const files = [path.join(folder, '.npmrc'), ...(env.HOME ? [path.join(env.HOME, '.npmrc')] : [])];
  const fromFiles = files
    .filter((file) => fs.existsSync(file))
    .map((file) => /^\s*registry\s*=\s*(\S+)\s*$/m.exec(fs.readFileSync(file, 'utf8'))?.[1]);
  const found = [fromEnv, ...fromFiles].find((text) => text !== undefined && /^https?:\/\//.test(text));
  return (found ?? publicRegistry).replace(/\/+$/, '');
}

/** The registry's bulk endpoint, as `npm audit` uses it. What it does not answer was not assessed. */
async function askRegistry(app: App, { dependencies, folder }: AdvisoryQuestion): Promise<FoundAdvisories> {
  const registry = registryOf(app, folder);
  const host = new URL(registry).host;
  const entries = Object.entries(bulkQuestion(dependencies));
  const advisories: Advisory[] = [];
  for (let at = 0; at < entries.length; at += namesPerQuestion) {
    const batch = Object.fromEntries(entries.slice(at, at + namesPerQuestion));
    const answer = await ask(`${registry}/-/npm/v1/security/advisories/bulk`, batch, app.signal);
    if (typeof answer === 'string') {
      return { ...nothing, skipped: [{ id: 'known flaws', reason: `the registry ${host} ${answer}` }] };
    }
    advisories.push(...answer);
  }
  const source: AdvisorySource = {
    name: `registry ${host}`,
    kind: 'registry',
    date: undefined,
    count: advisories.length,
  };
  return { advisories, sources: [source], skipped: [] };
}

/** Advisories, or why there are none. */
async function ask(url: string, question: object, signal: AbortSignal): Promise<readonly Advisory[] | string> {
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(question),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMillis)]),
    });
    if (statusCode !== 200) {
      await body.dump();
      return `answered ${statusCode} when asked for advisories`;
    }
    const text = await readBounded(body);
    if (text === undefined) return 'answered more than can be read';
    return advisoriesOfAnswer(JSON.parse(text)) ?? 'gave an answer that is none';
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof SyntaxError) return 'gave an answer that is none';
    const { code, name } = error as NodeJS.ErrnoException;
    return `cannot be reached (${code ?? name})`;
  }
}

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostAnswerBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
