import type { Faults } from './policy-faults.js';
import type { RawApi } from './policy-file.js';
import { checkUrl } from './policy-urls.js';
import { below } from './pointer.js';
import type { NodeRef } from './types.js';

type RawUpstream = NonNullable<RawApi['upstream']>;

/** Reports addresses that are none, replicas below another path, and TLS settings that take each other away. */
export function checkUpstream({ url, replicas, tls }: RawUpstream, node: NodeRef, faults: Faults): void {
  const isUrl = checkUrl(url, below(node, 'url'), faults);
  for (const [index, replica] of (replicas ?? []).entries()) {
    const at = below(node, 'replicas', index);
    if (!checkUrl(replica, at, faults) || !isUrl || pathOf(replica) === pathOf(url)) continue;
    const expected = `the path ${pathOf(url)}, as in url`;
    faults.add('POLICY_INVALID', 'A replica has the API below another path', at, { expected });
  }
  if (tls) checkTls(tls, below(node, 'tls'), faults);
}

function checkTls(
  { certificate, key, pins, verify }: NonNullable<RawUpstream['tls']>,
  node: NodeRef,
  faults: Faults,
): void {
  if ((certificate === undefined) !== (key === undefined)) {
    faults.add('POLICY_INVALID', 'A certificate and its key belong together', node, {
      expected: 'both certificate and key',
    });
  }
  if (key?.includes('-----BEGIN')) {
    const hint = 'write the path of the file';
    faults.add('POLICY_SECRET_INLINE', 'A private key is written into the policy', below(node, 'key'), { hint });
  }
  if (verify === false && pins) {
    faults.add('POLICY_INVALID', 'Pins are not looked at without verification', below(node, 'verify'), {
      hint: 'remove `verify: false`',
    });
  }
}

const pathOf = (url: string): string => new URL(url).pathname;
