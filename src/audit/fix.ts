import type { ContractFix, Finding, JsonPatchOperation } from '../core/finding.js';
import { pointerTokens } from '../model/pointer.js';
import type { Fix, FixChange } from './rule.js';

function stepOf(change: FixChange): JsonPatchOperation {
  const { pointer: path } = change.node;
  return change.op === 'remove' ? { op: 'remove', path } : { op: change.op, path, value: change.value };
}

/** The fixes of all places of a cause as one; nothing where there are none. */
export function contractFix(fixes: readonly Fix[]): { readonly fix?: ContractFix } {
  if (!fixes.length) return {};
  const files = new Map<string, JsonPatchOperation[]>();
  for (const change of fixes.flatMap(({ changes }) => changes)) {
    const patch = files.get(change.node.file);
    if (patch) patch.push(stepOf(change));
    else files.set(change.node.file, [stepOf(change)]);
  }
  return {
    fix: {
      narrows: fixes.some(({ narrows }) => narrows),
      files: [...files].map(([file, patch]) => ({ file, patch: mergePatches([patch]) })),
    },
  };
}

/** Later items of a list first, so that taking one out does not rename those that follow in the patch. */
function byPlaceBackwards(a: JsonPatchOperation, b: JsonPatchOperation): number {
  const [left, right] = [pointerTokens(a.path) ?? [], pointerTokens(b.path) ?? []];
  for (const [i, token] of left.entries()) {
    const other = right[i];
    if (other === undefined) return -1;
    if (token === other) continue;
    const [x, y] = [Number(token), Number(other)];
    return Number.isInteger(x) && Number.isInteger(y) ? y - x : token < other ? 1 : -1;
  }
  return right.length - left.length;
}

function isRemovedWith(path: string, removed: ReadonlySet<string>): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (removed.has(path.slice(0, end))) return true;
  }
  return false;
}

/**
 * Several patches of one document as one. Each place is changed once, by the patch that comes first; what is removed is
 * not changed inside; removals come last, from the end of the document on. Additions at the end of a list all stay.
 */
export function mergePatches(patches: readonly (readonly JsonPatchOperation[])[]): readonly JsonPatchOperation[] {
  const byPath = new Map<string, JsonPatchOperation>();
  for (const step of patches.flat()) {
    const key = step.path.endsWith('/-') && 'value' in step ? `${step.path} ${JSON.stringify(step.value)}` : step.path;
    if (!byPath.has(key)) byPath.set(key, step);
  }
  const steps = [...byPath.values()];
  const removed = new Set(steps.filter(({ op }) => op === 'remove').map(({ path }) => path));
  const kept = steps.filter(({ path }) => !isRemovedWith(path, removed));
  return [
    ...kept.filter(({ op }) => op !== 'remove'),
    ...kept.filter(({ op }) => op === 'remove').sort(byPlaceBackwards),
  ];
}

/** What `collectFixes` has found. */
export interface CollectedFixes {
  /** File -> JSON Patch. */
  readonly files: ReadonlyMap<string, readonly JsonPatchOperation[]>;
  /** Findings that it mends. */
  readonly mended: readonly Finding[];
  /** Findings whose fix refuses calls that are accepted today, and that were left out for that. */
  readonly narrowing: readonly Finding[];
}

/** The fixes of findings, file by file. Those that narrow the contract only when `narrow` is true. */
export function collectFixes(findings: readonly Finding[], { narrow }: { readonly narrow: boolean }): CollectedFixes {
  const withFix = findings.filter(({ fix }) => fix);
  const mended = withFix.filter(({ fix }) => narrow || !fix!.narrows);
  const files = new Map<string, (readonly JsonPatchOperation[])[]>();
  for (const { file, patch } of mended.flatMap(({ fix }) => fix!.files)) {
    files.set(file, [...(files.get(file) ?? []), patch]);
  }
  return {
    files: new Map([...files].map(([file, patches]) => [file, mergePatches(patches)])),
    mended,
    narrowing: withFix.filter((finding) => !mended.includes(finding)),
  };
}
