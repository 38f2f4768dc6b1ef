import { Faults } from './policy-faults.js';
import type { PolicyFile } from './policy-file.js';
import { policySchema } from './policy-schema.js';
import { validate } from './policy-validate.js';
import { below, isFields } from './pointer.js';
import type { Documents, NodeRef } from './types.js';

/** A policy whose schema was checked. */
export interface CheckedPolicy {
  readonly documents: Documents;
  readonly file: PolicyFile;
  /** Node of a top-level key. */
  section(name: keyof PolicyFile): NodeRef;
}

/**
 * Checks a policy against its schema.
 *
 * @throws PortcullisError(s) POLICY_INVALID, all of them at once, each with its place.
 */
export function checkPolicy(documents: Documents): CheckedPolicy {
  const node = { file: documents.entry, pointer: '' };
  const value = withoutEmptySections(documents.files.get(documents.entry)?.value);
  const faults = new Faults(documents.locate);
  validate(policySchema, { ...node, value }, faults);
  faults.throwIfAny();
  return { documents, file: value as unknown as PolicyFile, section: (name) => below(node, name) };
}

/** A section with everything commented out is no section. */
function withoutEmptySections(value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}
