import { severityRank, type Severity } from '../../core/finding.js';
import type { ApiModel, NodeRef, Operation } from '../../model/types.js';
import { nameOf } from '../words.js';
import type { Change, ChangeKind } from './types.js';

/** What is said about a difference. */
export interface NewChange {
  readonly kind: ChangeKind;
  /** Default: high for what is weakened, medium for what breaks, info for what is added. */
  readonly severity?: Severity;
  readonly operation?: Operation | undefined;
  readonly part?: string | undefined;
  readonly node: NodeRef;
  /** The node is of the old contract. */
  readonly old?: boolean;
  readonly message: string;
}

const usual: Readonly<Record<ChangeKind, Severity>> = { weakened: 'high', breaking: 'medium', additive: 'info' };
const order: readonly ChangeKind[] = ['weakened', 'breaking', 'additive'];

/** Collects differences; one difference of a shared schema is said once, with how many operations it concerns. */
export class ChangeList {
  readonly before: ApiModel;
  readonly after: ApiModel;
  readonly #changes = new Map<string, { change: Change; operations: Set<string> }>();

  constructor(before: ApiModel, after: ApiModel) {
    this.before = before;
    this.after = after;
  }

  add(id: string, { kind, severity = usual[kind], operation, part = '', node, old, message }: NewChange): void {
    const place = (old ? this.before : this.after).locate(node, true);
    const name = operation && nameOf(operation);
    const key = `${id} ${kind} ${node.file}#${node.pointer} ${part}`;
    const known = this.#changes.get(key);
    if (known) {
      if (name) known.operations.add(name);
      return;
    }
    const change: Change = { id, kind, severity, operation: name, part, message, place };
    this.#changes.set(key, { change, operations: new Set(name ? [name] : []) });
  }

  sorted(): readonly Change[] {
    const all = [...this.#changes.values()].map(({ change, operations }) => {
      const more = operations.size - 1;
      return more > 0
        ? { ...change, message: `${change.message} (and ${more} more operation${more > 1 ? 's' : ''})` }
        : change;
    });
    return all.sort(
      (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || severityRank(a.severity) - severityRank(b.severity),
    );
  }
}
