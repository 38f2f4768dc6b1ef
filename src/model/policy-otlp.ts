import type { Faults } from './policy-faults.js';
import type { RawOtlp } from './policy-file.js';
import { checkSecretsIn } from './policy-secrets.js';
import { below } from './pointer.js';
import type { NodeRef, OtlpPolicy } from './types.js';

const credential = /auth|token|key|secret|password/i;

/** Who collects traces and metrics. Reports credentials that are written down. */
export function readOtlp(
  raw: RawOtlp | undefined,
  { node, faults }: { readonly node: NodeRef; readonly faults: Faults },
): OtlpPolicy | undefined {
  if (!raw) return undefined;
  for (const [name, value] of Object.entries(raw.headers ?? {})) {
    checkSecretsIn({ ...below(node, 'headers', name), value }, faults, credential.test(name));
  }
  return { ...raw, node };
}
