import type { Layer, Placed } from './compile-context.js';
import { eachOf, settingOf } from './compile-layers.js';
import type { RawQuota, RawRateLimit } from './policy-file.js';
import type { Faults } from './policy-faults.js';
import { below } from './pointer.js';
import type { RateLimit } from './types.js';

interface Names {
  readonly api: string;
  readonly operationId: string;
}

/**
 * All limits of an operation. Its own add to those of `defaults`, so that naming one never drops protection;
 * `rateLimits: none` drops what came before. Limits of `defaults` count all operations together.
 */
export function compileRateLimits(layers: readonly Layer[], names: Names): readonly Placed<RateLimit>[] {
  const cost = settingOf(layers, 'cost', 1).value;
  let limits: readonly Placed<RateLimit>[] = [];
  for (const { value, node, layer } of eachOf(layers, 'rateLimits')) {
    if (value === 'none') {
      limits = [];
      continue;
    }
    const own = value.map((raw, index) => ({
      value: readLimit(raw, counterOf(raw, { layer, names, index }), cost),
      node: below(node, index),
    }));
    limits = [...limits, ...own];
  }
  return limits;
}

function readLimit(raw: RawRateLimit, id: string, cost: number): RateLimit {
  return { ...raw, id, cost: raw.cost ?? cost };
}

/** Longest day or month in seconds. */
const periodSeconds = { day: 86_400, month: 31 * 86_400 };

/** All quotas of an operation, put together as its limits are. */
export function compileQuotas(layers: readonly Layer[], names: Names): readonly Placed<RateLimit>[] {
  const cost = settingOf(layers, 'cost', 1).value;
  let quotas: readonly Placed<RateLimit>[] = [];
  for (const { value, node, layer } of eachOf(layers, 'quotas')) {
    const own = value === 'none' ? [] : value;
    const before = value === 'none' ? [] : quotas;
    const placed = own.map((raw, index) => ({
      value: readQuota(raw, counterOf({ per: raw.by }, { layer, names, index }, 'quota.'), cost),
      node: below(node, index),
    }));
    quotas = [...before, ...placed];
  }
  return quotas;
}

function readQuota({ limit, per, by, cost: own }: RawQuota, id: string, cost: number): RateLimit {
  return { id, limit, windowSeconds: periodSeconds[per], per: by, cost: own ?? cost, period: per };
}

/** A call that costs more than the whole limit is never let through: somebody meant something else. */
export function checkCosts(limits: readonly Placed<RateLimit>[], operationId: string, faults: Faults): void {
  for (const { value, node } of limits) {
    if (value.cost <= value.limit || !node) continue;
    const message = `${operationId} costs ${value.cost}, which is more than this limit of ${value.limit}: no call would pass`;
    const hint = 'raise the limit or lower the cost; `roles: []` closes an operation';
    faults.add('POLICY_INVALID', message, below(node, 'limit'), {
      expected: `a limit of at least ${value.cost}`,
      hint,
    });
  }
}

/** Name of the counter. Names, not positions of operations, so that a reordered policy keeps its counters. */
function counterOf(
  { per }: Pick<RawRateLimit, 'per'>,
  { layer, names, index }: { layer: Layer; names: Names; index: number },
  kind = '',
): string {
  const shared = layer.source === 'defaults' && per !== 'operation';
  const owner = shared ? names.api : `${names.api}:${names.operationId}`;
  const from = layer.patch ? `patch.${layer.patch.id}` : layer.source;
  return `${owner}/${from}.${kind}${index}`;
}
