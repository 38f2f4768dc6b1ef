import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { didYouMean } from '../core/nearest.js';
import type { EgressHost, EgressPolicy, EgressProxyPolicy } from './policy-egress-types.js';
import type { Faults } from './policy-faults.js';
import { readControl } from './policy-listen.js';
import { checkSecret } from './policy-secrets.js';
import { below } from './pointer.js';
import type { NodeRef } from './types.js';

/** As written, after its schema was checked. */
export interface RawEgress extends Partial<Omit<EgressPolicy, 'hosts' | 'headers' | 'ca'>> {
  readonly vendor: string;
  readonly hosts: readonly string[];
  readonly send: EgressPolicy['send'];
  readonly headers?: readonly string[];
  readonly ca?: string;
}

export interface RawEgressProxy {
  readonly address: string;
  readonly applications?: Readonly<Record<string, { readonly password: string }>>;
  readonly resolver?: readonly string[];
}

interface Place {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
}

interface EgressPlace extends Place {
  /** `egressProxy` as it was read. */
  readonly proxy: EgressProxyPolicy | undefined;
}

const defaults = {
  plainText: false,
  timeoutSeconds: 10,
  requestBytes: 1_048_576,
  responseBytes: 10_485_760,
  responses: 'enforce',
  tunnel: false,
} as const;

/** Where the egress proxy listens. Reports addresses that others reach, and passwords that are written down. */
export function readEgressProxy(raw: RawEgressProxy | undefined, place: Place): EgressProxyPolicy | undefined {
  if (!raw) return undefined;
  const { node, faults } = place;
  const names = Object.entries(raw.applications ?? {});
  for (const [name, { password }] of names) {
    checkName(name, 'an application', { node: below(node, 'applications', name), faults });
    checkSecret(password, below(node, 'applications', name, 'password'), faults);
  }
  for (const [index, server] of (raw.resolver ?? []).entries()) {
    if (isServer(server)) continue;
    const expected = 'an IP address, with a port where it is not 53';
    faults.add('POLICY_INVALID', 'This is no DNS server', below(node, 'resolver', index), { expected });
  }
  return {
    ...readControl(raw, place),
    applications: new Map(names.map(([name, { password }]) => [name, password])),
    resolver: raw.resolver ?? [],
  };
}

function isServer(text: string): boolean {
  const [, inner, plain = text] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  return ipaddr.isValid(inner ?? plain);
}

/** `egress` with its defaults, hosts and paths worked out. Reports what could never be called, or would hold for nothing. */
export function readEgress(
  raw: Readonly<Record<string, RawEgress>> | undefined,
  { node, ...rest }: EgressPlace,
): ReadonlyMap<string, EgressPolicy> {
  const entries = Object.entries(raw ?? {});
  if (entries.length > 0 && !rest.proxy) {
    rest.faults.add('POLICY_INVALID', 'Nobody can call third parties', node, {
      key: true,
      expected: 'egressProxy: { address: 127.0.0.1:8444 }',
    });
  }
  return new Map(
    entries.map(([name, one]) => {
      const place = { ...rest, node: below(node, name) };
      checkName(name, 'an integration', place);
      return [name, readOne(one, place)] as const;
    }),
  );
}

/** The name is a segment of addresses, or part of a credential. */
function checkName(name: string, what: string, { node, faults }: Pick<Place, 'node' | 'faults'>): void {
  if (/^[A-Za-z][\w-]{0,63}$/.test(name)) return;
  faults.add('POLICY_INVALID', `"${name}" cannot be the name of ${what}`, node, {
    expected: 'a letter, then up to 63 letters, digits, hyphens and underscores',
  });
}

function readOne(raw: RawEgress, place: EgressPlace): EgressPolicy {
  const { node, faults, baseDir } = place;
  if (raw.inject) checkSecret(raw.inject.value, below(node, 'inject', 'value'), faults);
  checkTunnel(raw, place);
  checkApplications(raw, place);
  checkRanges(raw, place);
  const { hosts, headers = [], addresses = [], ca, ...rest } = raw;
  const plainText = rest.plainText ?? false;
  const policy = {
    ...defaults,
    ...rest,
    addresses,
    headers: headers.map((name) => name.toLowerCase()),
    hosts: hosts.flatMap((host, index) => readHost(host, { ...place, node: below(node, 'hosts', index) }, plainText)),
    ...(ca === undefined ? {} : { ca: path.resolve(baseDir, ca) }),
  };
  checkNumbers(policy, place);
  return policy;
}

function checkTunnel({ tunnel = false, inject, send, plainText }: RawEgress, { node, faults }: Place): void {
  if (tunnel && plainText) {
    faults.add('POLICY_INVALID', 'A tunnel is for TLS', below(node, 'tunnel'), { expected: 'no plainText beside it' });
  }
  if (!tunnel || (!inject && send === 'any')) return;
  faults.add('POLICY_INVALID', 'A tunnel is not read: nothing can be put in or checked', below(node, 'tunnel'), {
    expected: 'send: any and no inject, or no tunnel',
  });
}

function checkApplications({ applications = [] }: RawEgress, { node, faults, proxy }: EgressPlace): void {
  const known = [...(proxy?.applications.keys() ?? [])];
  for (const [index, name] of applications.entries()) {
    if (known.includes(name)) continue;
    faults.add('POLICY_UNKNOWN_NAME', `There is no application "${name}"`, below(node, 'applications', index), {
      expected: known.length ? known.join(', ') : 'a name of egressProxy.applications',
      hint: didYouMean(name, known),
    });
  }
}

function checkRanges({ addresses = [] }: RawEgress, { node, faults }: Place): void {
  for (const [index, range] of addresses.entries()) {
    if (ipaddr.isValidCIDR(range)) continue;
    const expected = 'a range such as 10.1.2.0/24';
    faults.add('POLICY_INVALID', 'This is no range of addresses', below(node, 'addresses', index), { expected });
  }
}

/** One name in one spelling: `URL` turns decimal, octal and mapped numbers into the address that they mean. */
function readHost(text: string, { node, faults }: Place, plainText: boolean): readonly EgressHost[] {
  const scheme = plainText ? 'http' : 'https';
  const url = URL.canParse(`${scheme}://${text}/`) ? new URL(`${scheme}://${text}/`) : undefined;
  const written = text.replace(/:\d{1,5}$/, '').toLowerCase();
  if (!url || url.hostname !== written) {
    const expected = url ? `the address as it is: ${url.host}` : 'a host such as api.payments.example';
    faults.add('POLICY_INVALID', `"${text}" is no host in its own spelling`, node, { expected });
    return [];
  }
  const port = url.port === '' ? (plainText ? 80 : 443) : Number(url.port);
  return [{ host: url.hostname.replaceAll(/^\[|\]$/g, ''), port }];
}

/** An address instead of a name is called only where a range names it, or it is one of the internet. */
function checkNumbers({ hosts, addresses }: EgressPolicy, { node, faults }: Place): void {
  for (const [index, { host }] of hosts.entries()) {
    if (!ipaddr.isValid(host) || ipaddr.process(host).range() === 'unicast') continue;
    const address = ipaddr.process(host);
    const named = addresses.some((range) => {
      if (!ipaddr.isValidCIDR(range)) return true;
      const [base, bits] = ipaddr.parseCIDR(range);
      return base.kind() === address.kind() && address.match(base, bits);
    });
    if (named) continue;
    faults.add('POLICY_INVALID', `${host} is no address of the internet`, below(node, 'hosts', index), {
      expected: `addresses: [${host}/${address.kind() === 'ipv4' ? 32 : 128}] beside it, if that is meant`,
    });
  }
}
