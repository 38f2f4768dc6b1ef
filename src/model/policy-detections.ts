import path from 'node:path';
import ipaddr from 'ipaddr.js';
import { below } from './pointer.js';
import type { Faults } from './policy-faults.js';
import type { FoundOperation, OperationNames } from './policy-names.js';
import type { DetectionsPolicy, NodeRef } from './types.js';

/** `detections` of the policy as written, after its schema was checked. */
export type RawDetections = { readonly context?: RawContext } & Readonly<Record<string, RawDetector | RawContext>>;

type RawDetector = Readonly<Record<string, number | boolean | readonly string[]>>;

export interface RawContext {
  readonly sharedAddresses?: readonly string[];
  readonly vpnAddresses?: readonly string[];
  readonly serverKeys?: readonly string[];
  readonly partners?: readonly string[];
  readonly rareKeys?: readonly string[];
  readonly ownRuns?: readonly string[];
  readonly adminOperations?: readonly string[];
  readonly exports?: readonly string[];
  readonly logins?: Readonly<Record<string, { readonly account: string }>>;
  readonly secondFactors?: readonly string[];
  readonly refreshes?: Readonly<Record<string, { readonly token: string }>>;
  readonly sessionCookie?: string;
  readonly flows?: Readonly<Record<string, readonly string[]>>;
  readonly decoys?: Readonly<Partial<Record<'paths' | 'keys' | 'objects' | 'fields', readonly string[]>>>;
  readonly geoDatabase?: string;
  readonly maintenance?: readonly { readonly from: string; readonly until: string }[];
}

interface Parts {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly names: OperationNames;
  readonly faults: Faults;
}

/** Reads `detections`: names of operations are looked up, ranges and times are checked. */
export function readDetections(raw: RawDetections | undefined, parts: Parts): DetectionsPolicy {
  const { context = {}, ...detectors } = raw ?? {};
  const reader = new Reader({ ...parts, node: below(parts.node, 'context') });
  return {
    detectors: detectors as DetectionsPolicy['detectors'],
    sharedAddresses: reader.ranges('sharedAddresses', context.sharedAddresses),
    vpnAddresses: reader.ranges('vpnAddresses', context.vpnAddresses),
    serverKeys: context.serverKeys ?? [],
    partners: context.partners ?? [],
    rareKeys: context.rareKeys ?? [],
    ownRuns: context.ownRuns ?? [],
    adminOperations: reader.operations('adminOperations', context.adminOperations),
    exports: reader.operations('exports', context.exports),
    logins: reader.places('logins', context.logins, ({ account }) => account),
    secondFactors: reader.operations('secondFactors', context.secondFactors),
    refreshes: reader.places('refreshes', context.refreshes, ({ token }) => token),
    sessionCookie: context.sessionCookie,
    flows: Object.entries(context.flows ?? {}).map(([name, steps]) => ({
      name,
      steps: reader.operations('flows', steps, name),
    })),
    decoys: { paths: [], keys: [], objects: [], fields: [], ...context.decoys },
    geoDatabase: context.geoDatabase && path.resolve(parts.baseDir, context.geoDatabase),
    maintenance: (context.maintenance ?? []).map(({ from, until }, i) => ({
      from: reader.time(from, 'maintenance', i, 'from'),
      until: reader.time(until, 'maintenance', i, 'until'),
    })),
  };
}

class Reader {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  operations(key: string, listed: readonly string[] = [], ...more: readonly string[]): readonly FoundOperation[] {
    const { node, names, faults } = this.#parts;
    return listed.flatMap((name, i) => names.find(name, below(node, key, ...more, i), { faults }) ?? []);
  }

  places<T>(key: string, listed: Readonly<Record<string, T>> = {}, pointerOf: (value: T) => string) {
    const { node, names, faults } = this.#parts;
    return Object.entries(listed).flatMap(([name, value]) => {
      const found = names.find(name, below(node, key, name), { faults, key: true });
      return found ? [{ ...found, pointer: pointerOf(value) }] : [];
    });
  }

  ranges(key: string, listed: readonly string[] = []): readonly string[] {
    const { node, faults } = this.#parts;
    return listed.flatMap((text, i) => {
      const range = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
      if (ipaddr.isValidCIDR(range)) return [range];
      faults.add('POLICY_INVALID', `${key} has something that is no address or range`, below(node, key, i), {
        expected: 'an address or a range such as 203.0.113.0/24',
      });
      return [];
    });
  }

  time(text: string, ...at: readonly (string | number)[]): number {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) return time;
    this.#parts.faults.add('POLICY_INVALID', 'This is no time', below(this.#parts.node, ...at), {
      expected: 'a time such as 2026-11-30T20:00:00Z',
    });
    return 0;
  }
}
