import type { Faults } from './policy-faults.js';
import type { NodeRef } from './types.js';

/** Reports what looks like a URL and is none, such as `http://a:99999`. True when it is one. */
export function checkUrl(text: string, node: NodeRef, faults: Faults): boolean {
  if (URL.canParse(text)) return true;
  faults.add('POLICY_INVALID', 'This is no URL', node, { expected: 'a URL such as http://127.0.0.1:3000' });
  return false;
}
