import type { Faults } from './policy-faults.js';
import { below, isFields } from './pointer.js';
import { settingName } from './policy-words.js';
import { isSecretName, referenceFault, referenceHint, secretReferences } from './secrets.js';
import type { Node, NodeRef } from './types.js';

/** Refuses a secret that is written into the policy: the text must hold at least one reference. */
export function checkSecret(value: string, node: NodeRef, faults: Faults): void {
  if (checkReferences(value, node, faults) > 0) return;
  const message = `${settingName(node.pointer)} holds a secret in plain text`;
  faults.add('POLICY_SECRET_INLINE', message, node, { hint: referenceHint });
}

/** Checks the references of a text that may hold some. Returns how many there are. */
export function checkReferences(value: string, node: NodeRef, faults: Faults): number {
  const references = secretReferences(value);
  for (const reference of references) {
    const fault = referenceFault(reference);
    if (fault) faults.add('POLICY_INVALID', fault, node, { hint: referenceHint });
  }
  return references.length;
}

/** Refuses plain values of properties with a secret's name, at any depth: `password`, `client_secret`, `otp`. */
export function checkSecretsIn({ value, ...node }: Node, faults: Faults, secret = false): void {
  if (typeof value === 'string') return void (secret ? checkSecret : checkReferences)(value, node, faults);
  if (typeof value === 'number' && secret) return checkSecret(String(value), node, faults);
  if (!Array.isArray(value) && !isFields(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    const isSecret = secret || (!Array.isArray(value) && isSecretName(name));
    checkSecretsIn({ ...below(node, name), value: inner }, faults, isSecret);
  }
}
