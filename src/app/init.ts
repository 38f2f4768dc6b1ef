import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { readContract } from '../model/contract.js';
import { loadDocuments } from '../model/documents.js';
import { loadProject } from '../model/project.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';
import { initPolicy } from './init-policy.js';

export interface InitRequest {
  readonly contract: string;
  readonly upstream: string;
  readonly force: boolean;
}

export interface Initialised {
  readonly file: string;
  readonly project: Project;
  /** Lines that a person has to fill in. */
  readonly todo: number;
}

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

/** Writes `portcullis.yaml` (or `--policy`) for a contract, and checks that it compiles. Never overwrites without `force`. */
export async function initialise(app: App, policyFlag: string | undefined, request: InitRequest): Promise<Initialised> {
  const file = path.resolve(app.cwd, policyFlag ?? 'portcullis.yaml');
  if (fs.existsSync(file) && !request.force) {
    throw new PortcullisError('USAGE', `${file} exists already`, {
      hint: '--force overwrites it; --policy FILE writes another',
    });
  }
  const contractFile = path.resolve(app.cwd, request.contract);
  const contract = readContract(await loadDocuments(path.relative(process.cwd(), contractFile)));
  const contractPath = path.relative(path.dirname(file), contractFile).split(path.sep).join('/');
  const text = initPolicy({ contract, contractPath, upstream: request.upstream, name: slug(contract.title) });
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
  try {
    const project = await loadProject({ policyFile: file, today: app.now() });
    return {
      file,
      project,
      todo: text
        .split('\n')
        .slice(1)
        .filter((line) => line.includes('TODO')).length,
    };
  } catch (error) {
    if (before) fs.writeFileSync(file, before);
    else fs.rmSync(file, { force: true });
    throw error;
  }
}
