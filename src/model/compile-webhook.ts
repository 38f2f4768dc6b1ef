import type { Layer, Placed } from './compile-context.js';
import { lastOf } from './compile-layers.js';
import type { Faults } from './policy-faults.js';
import { checkSecret } from './policy-secrets.js';
import { below } from './pointer.js';
import { didYouMean } from '../core/nearest.js';
import type { ApiModel, InboundWebhookPolicy } from './types.js';

/** Senders and receivers are at most five minutes apart (Standard Webhooks 1.0). */
const toleranceSeconds = 300;

/** How webhooks of this operation are signed. Reports secrets that are written down. */
export function compileWebhook(layers: readonly Layer[], faults: Faults): Placed<InboundWebhookPolicy | undefined> {
  const { value, node } = lastOf(layers, 'webhook');
  if (!value) return { value: undefined, node };
  const secrets = typeof value.secret === 'string' ? [value.secret] : value.secret;
  if (node) for (const secret of secrets) checkSecret(secret, below(node, 'secret'), faults);
  const { scheme, vendor } = value;
  const tolerance = value.toleranceSeconds ?? toleranceSeconds;
  return {
    value: { scheme, secrets, toleranceSeconds: tolerance, ...(vendor === undefined ? {} : { vendor }) },
    node,
  };
}

/** Reports webhooks of a third party that the register does not name: no switch would end them. */
export function checkWebhookVendors(apis: readonly ApiModel[], names: readonly string[], faults: Faults): void {
  for (const { operations } of apis) {
    for (const { id, policy } of operations.values()) {
      const { vendor } = policy.webhook ?? {};
      const node = policy.origins['webhook'];
      if (vendor === undefined || !node || names.includes(vendor)) continue;
      faults.add('POLICY_UNKNOWN_NAME', `The webhooks of ${id} come from "${vendor}", which is not in vendors`, node, {
        expected: names.length ? names.join(', ') : 'an entry in vendors',
        hint: didYouMean(vendor, names),
      });
    }
  }
}
