import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { Place } from '../core/place.js';
import { loadDocuments } from './documents.js';
import { diskSource, type FileSource } from './file-source.js';
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
  /** Where policy, patches and contracts are read from; default: the disk. */
  readonly source?: FileSource | undefined;
  /** Day for expiry dates; default: now. */
  readonly today?: Date;
  /** See `LoadOptions.partial`; for contracts without a policy. */
  readonly partial?: boolean | undefined;
  /** Folder that the references of a contract without a policy may not leave. Default: the contract's own. */
  readonly refRoot?: string | undefined;
}

/**
 * Reads policy, patches and contracts and compiles them. Without a policy every contract is one API with the built-in
 * defaults and its own `x-portcullis`.
 *
 * @throws PortcullisError FILE_UNREADABLE, FILE_TOO_LARGE, SYNTAX_INVALID, CONTRACT_*, POLICY_*, PATCH_INVALID;
 *   PortcullisErrors when policy or patches have several faults. All with file:line:column.
 */
export async function loadProject(options: ProjectOptions): Promise<Project> {
  const { policyFile, contract = [], today = new Date(), source = diskSource } = options;
  if (policyFile === undefined) {
    const [first] = contract;
    if (first === undefined) throw new PortcullisError('USAGE', 'Neither a policy nor a contract was given');
    return compileProject({ contracts: namedContracts(contract, options), baseDir: path.dirname(first), today });
  }
  const baseDir = path.dirname(policyFile);
  const policy = loadDocuments(policyFile, { refs: false, source });
  return compileProject({
    policy,
    patches: patchesBeside(options.patchesFile ?? path.join(baseDir, patchesFileName), source),
    contracts: policyContracts(policy, baseDir, source),
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

function patchesBeside(file: string, source: FileSource): Documents | undefined {
  return source.realPathOf(file) === undefined ? undefined : loadDocuments(file, { refs: false, source });
}

function policyContracts(policy: Documents, baseDir: string, source: FileSource): ReadonlyMap<string, Documents> {
  const { file, section } = checkPolicy(policy);
  return new Map(
    Object.entries(file.apis).map(([name, { contract }]) => {
      const shown = path.isAbsolute(contract) ? contract : path.join(baseDir, contract);
      return [name, loadNamed(shown, source, () => policy.locate(below(section('apis'), name, 'contract')))];
    }),
  );
}

/** Loads a contract; that it cannot be read is a fault of the line that names it. */
function loadNamed(file: string, source: FileSource, place: () => Place): Documents {
  try {
    return loadDocuments(file, { source });
  } catch (error) {
    if (!(error instanceof PortcullisError) || error.code !== 'FILE_UNREADABLE') throw error;
    throw new PortcullisError('FILE_UNREADABLE', error.message, { place: place(), cause: error });
  }
}

function namedContracts(
  files: readonly string[],
  { partial, refRoot, source }: ProjectOptions,
): ReadonlyMap<string, Documents> {
  const contracts = new Map<string, Documents>();
  for (const file of files) {
    const stem = path.basename(file).replace(/\.[^.]+$/, '');
    let name = stem;
    for (let count = 2; contracts.has(name); count += 1) name = `${stem}-${count}`;
    contracts.set(name, loadDocuments(file, { partial, source, ...(refRoot === undefined ? {} : { root: refRoot }) }));
  }
  return contracts;
}
