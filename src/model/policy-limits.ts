import type { Faults } from './policy-faults.js';
import type { RawLimits } from './policy-file.js';
import { checkReferences } from './policy-secrets.js';
import { below } from './pointer.js';
import { referenceHint } from './secrets.js';
import type { LimitsPolicy, NodeRef } from './types.js';

/** Where calls are counted. Reports a store without address, settings that would do nothing, and a written password. */
export function readLimits(
  raw: RawLimits | undefined,
  { node, faults }: { readonly node: NodeRef; readonly faults: Faults },
): LimitsPolicy {
  const { store = 'memory', onFailure = 'local', nodes = 1, url, maxConcurrent } = raw ?? {};
  if (raw) check(raw, node, faults);
  return {
    store,
    onFailure,
    nodes,
    ...(url === undefined ? {} : { url }),
    ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
    ...(raw ? { node } : {}),
  };
}

function check(raw: RawLimits, node: NodeRef, faults: Faults): void {
  if (raw.store !== 'redis') {
    for (const key of ['url', 'onFailure', 'nodes'] as const) {
      if (raw[key] === undefined) continue;
      const hint = 'add `store: redis`, or remove it';
      faults.add('POLICY_INVALID', `limits.${key} means something with \`store: redis\` only`, below(node, key), {
        hint,
      });
    }
    return;
  }
  if (raw.url === undefined) {
    const message = '`store: redis` needs an address';
    faults.add('POLICY_INVALID', message, below(node, 'store'), { hint: 'add `url: ${env:REDIS_URL}`' });
  } else checkUrl(raw.url, below(node, 'url'), faults);
}

function checkUrl(url: string, node: NodeRef, faults: Faults): void {
  const references = checkReferences(url, node, faults);
  if (references > 0 || !/^rediss?:\/\/[^/@]*:[^/@]+@/.test(url)) return;
  faults.add('POLICY_SECRET_INLINE', 'limits.url holds a password in plain text', node, { hint: referenceHint });
}
