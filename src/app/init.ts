import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { readContract, type Contract } from '../model/contract.js';
import { loadDocuments } from '../model/documents.js';
import { loadProject } from '../model/project.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';
import type { SampleSource } from './infer-contract.js';
import { initPolicy } from './init-policy.js';

/** A running GraphQL server that tells its schema. */
export interface SchemaSource {
  readonly kind: 'graphql';
  readonly url: string;
}

/** A running API whose links are followed. */
export interface CrawlSource {
  readonly kind: 'crawl';
  readonly url: string;
}

export interface InitRequest {
  /** The contract, or samples of calls that a draft of one is made from. */
  readonly from: string | SampleSource | SchemaSource | CrawlSource;
  readonly upstream: string;
  readonly force: boolean;
  /** Folder that the contract's references may not leave. Default: the contract's own. */
  readonly refRoot?: string | undefined;
  /** Hosts that documents which references name may be fetched from. Default: none. */
  readonly allowRefHost?: readonly string[] | undefined;
  /** Where requests of a GraphQL schema go, where it is not `/graphql`. */
  readonly graphqlPath?: string | undefined;
}

export interface Initialised {
  readonly file: string;
  readonly project: Project;
  /** Lines that a person has to fill in. */
  readonly todo: number;
  /** The contract that was made, where there was none. */
  readonly draft: string | undefined;
  /** What was left out of it. */
  readonly notes: readonly string[];
}

/** Beside the policy. */
const draftNames = { openapi: 'openapi.draft.yaml', graphql: 'schema.draft.graphql' } as const;

/** `Orders API v2` -> `orders-api-v2`. */
function slug(title: string): string {
  const word = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return /^[a-z]/.test(word) ? word : `api${word ? `-${word}` : ''}`;
}

/** Files that are taken back when something goes wrong later. */
class NewFiles {
  readonly #undo: (() => void)[] = [];

  write(file: string, text: string): void {
    const before = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    } catch (cause) {
      throw new PortcullisError('FILE_UNWRITABLE', `${file} cannot be written`, {
        cause,
        hint: (cause as Error).message,
      });
    }
    this.#undo.push(() => (before ? fs.writeFileSync(file, before) : fs.rmSync(file, { force: true })));
  }

  takeBack(): void {
    for (const undo of this.#undo.reverse()) undo();
  }
}

function refuseExisting(file: string, force: boolean): void {
  if (!fs.existsSync(file) || force) return;
  throw new PortcullisError('USAGE', `${file} exists already`, {
    hint: '--force overwrites it; --policy FILE writes another',
  });
}

/**
 * Writes `portcullis.yaml` (or `--policy`) for a contract, and checks that it compiles; from samples of calls, the draft
 * of a contract too. Never overwrites without `force`.
 */
export async function initialise(app: App, policyFlag: string | undefined, request: InitRequest): Promise<Initialised> {
  const file = path.resolve(app.cwd, policyFlag ?? 'portcullis.yaml');
  refuseExisting(file, request.force);
  const files = new NewFiles();
  try {
    const { contractFile, draft, notes } = await contractFor(app, path.dirname(file), { request, files });
    const contract = await contractAt(app, contractFile, request);
    const contractPath = path.relative(path.dirname(file), contractFile).split(path.sep).join('/');
    const { upstream, graphqlPath } = request;
    const text = initPolicy({ contract, contractPath, upstream, graphqlPath, name: slug(contract.title) });
    files.write(file, text);
    const project = await loadProject({ policyFile: file, today: app.now() });
    return { file, project, todo: todoOf(text), draft, notes };
  } catch (error) {
    files.takeBack();
    throw error;
  }
}

/** A policy needs the names that a contract has; what its references lead to, `audit` looks at. */
async function contractAt(app: App, file: string, { refRoot, allowRefHost }: InitRequest): Promise<Contract> {
  const shown = path.relative(process.cwd(), file);
  const root = refRoot === undefined ? {} : { root: path.resolve(app.cwd, refRoot) };
  if (!allowRefHost) return readContract(loadDocuments(shown, root));
  const { remoteRefs } = await import('./remote-refs.js');
  const refs = remoteRefs({ hosts: new Set(allowRefHost), signal: app.signal });
  try {
    return await refs.read((source) => readContract(loadDocuments(shown, { ...root, source })));
  } finally {
    await refs.close();
  }
}

const todoOf = (text: string): number =>
  text
    .split('\n')
    .slice(1)
    .filter((line) => line.includes('TODO')).length;

interface Work {
  readonly request: InitRequest;
  readonly files: NewFiles;
}

interface CrawlWork {
  readonly upstream: string;
  readonly files: NewFiles;
  readonly contractFile: string;
}

/** The contract that the server offers itself, or a draft of what its links lead to. */
async function crawled(app: App, url: string, { upstream, files, contractFile }: CrawlWork) {
  const { crawl } = await import('./crawl.js');
  const found = await crawl(url, app.signal);
  if (found.kind === 'contract') {
    files.write(contractFile, found.text);
    return { draft: contractFile, notes: [`the server offers its own contract at ${found.url}: it is this one`] };
  }
  const { contractOf } = await import('./infer-contract.js');
  const { text, notes } = contractOf(found.samples, url, upstream);
  files.write(contractFile, text);
  const only = `${found.requests + 1} GET requests: what changes something, and what no link leads to, is missing`;
  return { draft: contractFile, notes: [only, ...notes] };
}

/** The contract that was named, or the draft that was written into the folder. */
async function contractFor(app: App, folder: string, { request: { from, upstream, force }, files }: Work) {
  if (typeof from === 'string') return { contractFile: path.resolve(app.cwd, from), draft: undefined, notes: [] };
  const contractFile = path.join(folder, draftNames[from.kind === 'graphql' ? 'graphql' : 'openapi']);
  refuseExisting(contractFile, force);
  if (from.kind === 'graphql') {
    const { introspect } = await import('./introspect.js');
    files.write(contractFile, await introspect(from.url));
    return { contractFile, draft: contractFile, notes: [] };
  }
  if (from.kind === 'crawl')
    return { contractFile, ...(await crawled(app, from.url, { upstream, files, contractFile })) };
  const { inferContract } = await import('./infer-contract.js');
  const { text, notes } = inferContract(app, from, upstream);
  files.write(contractFile, text);
  return { contractFile, draft: contractFile, notes };
}
