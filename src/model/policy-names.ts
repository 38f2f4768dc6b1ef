import { didYouMean } from '../core/nearest.js';
import type { Faults } from './policy-faults.js';
import type { NodeRef } from './types.js';

/** What of an operation its names are made of. */
export interface NamedOperation {
  readonly id: string;
  readonly operationId?: string;
  readonly method: string;
  readonly path: string;
  readonly graphql?: object;
}

/** An operation found by a name of the policy. */
export interface FoundOperation {
  readonly api: string;
  readonly id: string;
}

/** The names of all operations of all APIs: id, `METHOD /path`, and either after `api:`. */
export class OperationNames {
  readonly #apis: readonly (readonly [api: string, operations: ReadonlyMap<string, NamedOperation>])[];
  #known: Map<string, FoundOperation[]> | undefined;

  constructor(apis: Iterable<readonly [api: string, operations: ReadonlyMap<string, NamedOperation>]>) {
    this.#apis = [...apis];
  }

  /** Made when the first name is looked for: many policies name no operation. */
  get #byName(): ReadonlyMap<string, FoundOperation[]> {
    if (this.#known) return this.#known;
    const made = (this.#known = new Map<string, FoundOperation[]>());
    for (const [api, operations] of this.#apis) for (const operation of operations.values()) add(made, api, operation);
    return made;
  }

  /** Finds one operation; an unknown or ambiguous name is reported at `node`. */
  find(
    name: string,
    node: NodeRef,
    { faults, key = false }: { faults: Faults; key?: boolean },
  ): FoundOperation | undefined {
    const matches = this.#byName.get(canonical(name)) ?? [];
    if (matches.length === 1) return matches[0];
    if (matches.length === 0) {
      const hint = this.#nearest(name);
      faults.add('POLICY_UNKNOWN_NAME', `There is no operation "${name}" in the contract`, node, { key, hint });
      return undefined;
    }
    const choices = matches.map(({ api }) => `"${api}:${name}"`).join(' or ');
    faults.add('POLICY_INVALID', `Several APIs have an operation "${name}"`, node, { key, hint: `write ${choices}` });
    return undefined;
  }

  /** Finds an operation of one API, silently. */
  within(api: string, name: string): string | undefined {
    const matches = this.#byName.get(canonical(name)) ?? [];
    return matches.find((match) => match.api === api)?.id;
  }

  #nearest(name: string): string | undefined {
    const names = [...this.#byName.keys()];
    const simple = names.filter((known) => !known.includes(':') || name.includes(':'));
    const same = simple.find((known) => withoutParameters(known) === withoutParameters(canonical(name)));
    return same ? `did you mean "${same}"?` : didYouMean(name, simple);
  }
}

function add(byName: Map<string, FoundOperation[]>, api: string, { id, method, path, graphql }: NamedOperation): void {
  const found = { api, id };
  // Root fields of a GraphQL schema share one route: it names what carries them.
  for (const name of new Set(graphql ? [id] : [id, `${method.toUpperCase()} ${path}`])) {
    for (const full of [name, `${api}:${name}`]) {
      const there = byName.get(full);
      if (there) there.push(found);
      else byName.set(full, [found]);
    }
  }
}

/** The method in upper case, one space. */
function canonical(name: string): string {
  const match = /^((?:[^\s/]+:)?)([a-zA-Z][a-zA-Z0-9-]*)\s+(\/.*)$/.exec(name);
  if (!match) return name;
  const [, api = '', method = '', path = ''] = match;
  return `${api}${method.toUpperCase()} ${path}`;
}

function withoutParameters(name: string): string {
  return name.replaceAll(/\{[^}]*\}/g, '{}');
}
