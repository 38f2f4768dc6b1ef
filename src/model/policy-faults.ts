import type { ErrorCode } from '../core/error-codes.js';
import { PortcullisError, PortcullisErrors } from '../core/errors.js';
import type { Place } from '../core/place.js';
import type { NodeRef } from './types.js';

/** Finds the position of a node, whichever file it stands in. */
export type Locate = (node: NodeRef, key?: boolean) => Place;

export interface FaultFacts {
  /** The node's key is wrong, not its value. */
  readonly key?: boolean;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
}

/** Collects everything that is wrong with a policy, so that it is mended in one go. */
export class Faults {
  readonly #locate: Locate;
  readonly #errors: PortcullisError[] = [];
  readonly #seen = new Set<string>();

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  add(code: ErrorCode, message: string, node: NodeRef, { key = false, expected, hint }: FaultFacts = {}): void {
    // One line of `defaults` or `resources` is looked at for every operation.
    const same = `${code} ${message} ${node.file}#${node.pointer}`;
    if (this.#seen.has(same)) return;
    this.#seen.add(same);
    this.#errors.push(new PortcullisError(code, message, { place: this.#locate(node, key), expected, hint }));
  }

  /** @throws PortcullisError when there is one fault, PortcullisErrors when there are more; in order of position. */
  throwIfAny(): void {
    const [first, ...rest] = this.#errors.sort(byPlace);
    if (!first) return;
    throw rest.length ? new PortcullisErrors([first, ...rest]) : first;
  }
}

function byPlace(a: PortcullisError, b: PortcullisError): number {
  const [p, q] = [a.place, b.place];
  if (!p || !q || p.file !== q.file) return 0;
  return p.line - q.line || p.column - q.column;
}
