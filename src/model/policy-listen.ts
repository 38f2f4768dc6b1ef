import path from 'node:path';
import ipaddr from 'ipaddr.js';
import type { Faults } from './policy-faults.js';
import type { RawListen } from './policy-file.js';
import { below } from './pointer.js';
import type { ListenPolicy, NodeRef } from './types.js';

/** Where the gateway listens when the policy does not say: this machine only, no TLS. */
export const defaultListen: ListenPolicy = { host: '127.0.0.1', port: 8080, tls: undefined, node: undefined };

interface Context {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
}

/** Addresses of the gateway. Paths of certificates are relative to the policy file and come out resolved. */
export function readListen(raw: readonly RawListen[] | undefined, context: Context): readonly ListenPolicy[] {
  if (!raw) return [defaultListen];
  return raw.map((entry, index) => readOne(entry, { ...context, node: below(context.node, index) }));
}

function readOne(raw: RawListen, context: Context): ListenPolicy {
  const { http2, trustedProxies } = raw;
  for (const [index, range] of (trustedProxies ?? []).entries()) {
    if (ipaddr.isValidCIDR(range)) continue;
    context.faults.add(
      'POLICY_INVALID',
      'This is no range of addresses',
      below(context.node, 'trustedProxies', index),
      {
        expected: 'a range such as 10.0.0.0/8 or 2001:db8::/32',
      },
    );
  }
  return {
    ...readAddress(raw, context),
    ...(http2 === undefined ? {} : { http2 }),
    ...(trustedProxies ? { trustedProxies } : {}),
  };
}

function readAddress({ address, tls }: RawListen, { node, baseDir, faults }: Context): ListenPolicy {
  const split = address.lastIndexOf(':');
  const host = address.slice(0, split).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(split + 1));
  if (port > 65_535) {
    faults.add('POLICY_INVALID', 'The port is too large', below(node, 'address'), {
      expected: 'a port from 0 to 65535',
    });
  }
  if (!tls) return { host, port, tls: undefined, node };
  if (tls.key.includes('-----BEGIN')) {
    const hint = 'write the path of the file';
    faults.add('POLICY_SECRET_INLINE', 'A private key is written into the policy', below(node, 'tls', 'key'), { hint });
  }
  const resolve = (file: string) => path.resolve(baseDir, file);
  return {
    host,
    port,
    tls: {
      certificate: resolve(tls.certificate),
      key: resolve(tls.key),
      minVersion: tls.minVersion ?? 'TLSv1.2',
      ...(tls.clientCa === undefined ? {} : { clientCa: resolve(tls.clientCa) }),
    },
    node,
  };
}
