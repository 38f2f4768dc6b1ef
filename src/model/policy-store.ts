import { loadDocuments } from './documents.js';
import type { FileSource } from './file-source.js';
import { Faults } from './policy-faults.js';
import type { RawStore } from './policy-file.js';
import { storeSchema } from './policy-schema/store.js';
import { checkReferences, checkSecret } from './policy-secrets.js';
import { validate } from './policy-validate.js';
import { below, isFields } from './pointer.js';
import { secretReferences } from './secrets.js';
import type { NodeRef, StorePolicy } from './types.js';

/** `postgres://name:password@`, the password written down or not. */
const password = /^[a-z]+:\/\/[^/@:]*:([^/@]*)@/i;
const postgres = /^postgres(ql)?:\/\//i;

/** `store` as written. Reports a password in plain text, and a reference into the vault: that is inside the store. */
export function readStore(
  raw: RawStore | undefined,
  { node, faults }: { readonly node: NodeRef; readonly faults: Faults },
): StorePolicy | undefined {
  if (!raw) return undefined;
  const place = below(node, 'url');
  const written = password.exec(raw.url)?.[1];
  if (written !== undefined && written !== '') checkSecret(written, place, faults);
  checkReferences(raw.url, place, faults);
  const references = secretReferences(raw.url);
  if (references.some(({ kind }) => kind === 'vault')) {
    const hint = 'write ${env:NAME} or ${file:PATH}';
    faults.add('POLICY_INVALID', 'The address of the store cannot be in its own vault', place, { hint });
  }
  if (references.length === 0 && !postgres.test(raw.url)) {
    const expected = 'postgres://USER@HOST:PORT/DATABASE';
    faults.add('POLICY_INVALID', 'store.url is no address of a PostgreSQL database', place, { expected });
  }
  return { ...raw, node };
}

/**
 * The `store` section of a policy file alone: which store to open does not depend on the rest of the policy, and a
 * command that lists keys works while the rest is broken. Throws FILE_UNREADABLE, SYNTAX_INVALID, POLICY_*.
 */
export function readStoreOf(policyFile: string, source?: FileSource): StorePolicy | undefined {
  const documents = loadDocuments(policyFile, { refs: false, ...(source ? { source } : {}) });
  const policy = documents.files.get(documents.entry)?.value;
  if (!isFields(policy) || policy['store'] === undefined || policy['store'] === null) return undefined;
  const node = { file: documents.entry, pointer: '/store' };
  const faults = new Faults(documents.locate);
  validate(storeSchema, { ...node, value: policy['store'] }, faults);
  faults.throwIfAny();
  const store = readStore(policy['store'] as unknown as RawStore, { node, faults });
  faults.throwIfAny();
  return store;
}
