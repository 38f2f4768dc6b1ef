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

/** The control address: only this machine may reach it, because it asks for no credential. */
export function readControl(raw: { readonly address: string }, context: Context): { host: string; port: number } {
  const { host, port } = readAddress(raw, context);
  if (host !== 'localhost' && host !== '::1' && !host.startsWith('127.')) {
    context.faults.add(
      'POLICY_INVALID',
      'The control address can be reached by others',
      below(context.node, 'address'),
      {
        expected: 'an address of this machine such as 127.0.0.1:9901',
      },
    );
  }
  return { host, port };
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
    ...readAuthorizer(raw, context),
  };
}

function readAuthorizer(raw: RawListen, context: Context): Pick<ListenPolicy, 'authorizer'> {
  const { kind = 'proxy', trust = [], requireBody = 'partly', protocol = 'http' } = raw;
  const wrong = (key: string, message: string, expected: string, ...index: readonly number[]): void =>
    void context.faults.add('POLICY_INVALID', message, below(context.node, key, ...index), { expected });
  if (kind === 'proxy') {
    for (const key of ['trust', 'requireBody', 'protocol'] as const) {
      if (raw[key] !== undefined) wrong(key, `Only an authorizer has ${key}`, 'kind: authorizer beside it');
    }
    return {};
  }
  const others =
    protocol === 'grpc' ? (['http2', 'trustedProxies'] as const) : (['tls', 'http2', 'trustedProxies'] as const);
  for (const key of others) {
    if (raw[key] !== undefined) wrong(key, `An authorizer has no ${key}`, 'an address of kind proxy for it');
  }
  if (trust.length === 0)
    wrong('kind', 'An authorizer answers only those it trusts', 'trust: [127.0.0.1/32] beside it');
  for (const [index, range] of trust.entries()) {
    if (!ipaddr.isValidCIDR(range))
      wrong('trust', 'This is no range of addresses', 'a range such as 10.0.0.0/8', index);
  }
  return { authorizer: { trust, requireBody, protocol } };
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
