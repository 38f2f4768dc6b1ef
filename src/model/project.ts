import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { Place } from '../core/place.js';
import { loadDocuments } from './documents.js';
import { patchesFileName } from './patches.js';
import { checkPolicy } from './policy-check.js';
import { below } from './pointer.js';
import { compileProject } from './project-compile.js';
import type { Documents, Project } from './types.js';

/** Names of a policy file, in the order they are looked for. */
export const policyFileNames = ['portcullis.yaml', 'portcullis.yml', 'portcullis.json'] as const;

export interface ProjectOptions {
  readonly policyFile?: string;
  /** Contracts to use without a policy. */
  readonly contract?: readonly string[];
  /** Default: `portcullis.patches.yaml` beside the policy, if it is there. */
  readonly patchesFile?: string;
  /** Day for expiry dates; default: now. */
  readonly today?: Date;
}

/**
 * Reads policy, patches and contracts and compiles them. Without a policy every contract is one API with the built-in
 * defaults and its own `x-portcullis`.
 *
 * @throws PortcullisError FILE_UNREADABLE, FILE_TOO_LARGE, SYNTAX_INVALID, CONTRACT_*, POLICY_*, PATCH_INVALID;
 *   PortcullisErrors when policy or patches have several faults. All with file:line:column.
 */
export async function loadProject(options: ProjectOptions): Promise<Project> {
  const { policyFile, contract = [], today = new Date() } = options;
  if (policyFile === undefined) {
    const [first] = contract;
    if (first === undefined) throw new PortcullisError('USAGE', 'Neither a policy nor a contract was given');
    return compileProject({ contracts: namedContracts(contract), baseDir: path.dirname(first), today });
  }
  const baseDir = path.dirname(policyFile);
  const policy = loadDocuments(policyFile, { refs: false });
  return compileProject({
    policy,
    patches: patchesBeside(options.patchesFile, baseDir),
    contracts: policyContracts(policy, baseDir),
    baseDir,
    today,
  });
}

/** The nearest policy file, from a folder upwards; undefined when there is none. */
export function findPolicyFile(startDir: string): string | undefined {
  for (let folder = path.resolve(startDir); ; folder = path.dirname(folder)) {
    const found = policyFileNames.map((name) => path.join(folder, name)).find((file) => fs.existsSync(file));
    if (found !== undefined) return found;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function patchesBeside(given: string | undefined, baseDir: string): Documents | undefined {
  const file = given ?? path.join(baseDir, patchesFileName);
  return fs.existsSync(file) ? loadDocuments(file, { refs: false }) : undefined;
}

function policyContracts(policy: Documents, baseDir: string): ReadonlyMap<string, Documents> {
  const { file, section } = checkPolicy(policy);
  return new Map(
    Object.entries(file.apis).map(([name, { contract }]) => {
      const shown = path.isAbsolute(contract) ? contract : path.join(baseDir, contract);
      return [name, loadNamed(shown, () => policy.locate(below(section('apis'), name, 'contract')))];
    }),
  );
}

/** Loads a contract; that it cannot be read is a fault of the line that names it. */
function loadNamed(file: string, place: () => Place): Documents {
  try {
    return loadDocuments(file);
  } catch (error) {
    if (!(error instanceof PortcullisError) || error.code !== 'FILE_UNREADABLE') throw error;
    throw new PortcullisError('FILE_UNREADABLE', error.message, { place: place(), cause: error });
  }
}

function namedContracts(files: readonly string[]): ReadonlyMap<string, Documents> {
  const contracts = new Map<string, Documents>();
  for (const file of files) {
    const stem = path.basename(file).replace(/\.[^.]+$/, '');
    let name = stem;
    for (let count = 2; contracts.has(name); count += 1) name = `${stem}-${count}`;
    contracts.set(name, loadDocuments(file));
  }
  return contracts;
}
