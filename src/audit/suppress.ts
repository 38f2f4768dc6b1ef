import { formatPlace, type Place } from '../core/place.js';
import type { NodeRef, Operation, Suppression } from '../model/types.js';

/** The part of a report that decides whether an accepted risk covers it. */
export interface Suppressible {
  readonly ruleId: string;
  readonly node: NodeRef;
  readonly operations: readonly Operation[];
  /** Other names it goes by: a package, an advisory. */
  readonly names?: readonly string[] | undefined;
}

function names(operation: Operation, where: string): boolean {
  const methodAndPath = `${operation.method.toUpperCase()} ${operation.path}`;
  return where === operation.id || where === operation.operationId || where === methodAndPath;
}

/** `file#/pointer` covers the node and all below it; without a file, the pointer does in any file. */
function covers(where: string, node: NodeRef): boolean {
  const hash = where.indexOf('#');
  const pointer = where.slice(hash + 1);
  if (!pointer.startsWith('/')) return false;
  const file = hash > 0 ? where.slice(0, hash) : '';
  if (file && node.file !== file && !node.file.endsWith(`/${file}`)) return false;
  return node.pointer === pointer || node.pointer.startsWith(`${pointer}/`);
}

/** Accepted risks at work: says what is left of a report, and remembers which of them were needed. */
export class Suppressor {
  readonly #active: readonly Suppression[];
  readonly #used = new Set<Suppression>();

  /** `today` is an ISO date: what expires today still holds. */
  constructor(suppressions: readonly Suppression[], today: string) {
    this.#active = suppressions.filter(({ expires }) => expires >= today);
  }

  /** Operations that the report is still about; undefined when nothing is left of it. */
  remaining(report: Suppressible): readonly Operation[] | undefined {
    let { operations } = report;
    for (const suppression of this.#active) {
      if (suppression.rule !== report.ruleId) continue;
      if (covers(suppression.where, report.node) || report.names?.includes(suppression.where)) {
        this.#used.add(suppression);
        return undefined;
      }
      const kept = operations.filter((operation) => !names(operation, suppression.where));
      if (kept.length === operations.length) continue;
      this.#used.add(suppression);
      if (!kept.length) return undefined;
      operations = kept;
    }
    return operations;
  }

  /** One sentence for each accepted risk of these rules that covered nothing: it can go. */
  unused(knows: (ruleId: string) => boolean, locate: (node: NodeRef) => Place): readonly string[] {
    return this.#active
      .filter((suppression) => !this.#used.has(suppression) && knows(suppression.rule))
      .map(({ rule, where, node }) => `${formatPlace(locate(node))}: nothing to suppress for ${rule} at ${where}`);
  }
}
