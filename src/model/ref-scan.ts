import { anchorsOf } from './anchors.js';
import type { FileStore, LoadedFile } from './file-store.js';
import { ruleOf, type Kind, type Rule } from './grammar.js';
import { descend, escapeToken, isFields, memberOf, pointerTokens, type Fields } from './pointer.js';
import { readRef } from './refs.js';
import type { NodeRef, Ref, RefState } from './types.js';

/** A value that still has to be looked through. */
interface Task {
  readonly file: LoadedFile;
  readonly pointer: string;
  readonly value: unknown;
  readonly kind: Kind;
}

/** All references of a document set. */
export interface RefTable {
  readonly refs: readonly Ref[];
  /** The object with the `$ref` -> the reference. */
  readonly byHolder: ReadonlyMap<object, Ref>;
}

type Target = { readonly state: 'ok'; readonly to: Task } | { readonly state: Exclude<RefState, 'ok'> };

/**
 * Walks everything that the entry reaches by position (see `grammar.ts`), reads the files that references name, and
 * lists the references. An explicit stack, each value once per kind: cycles end and depth costs no stack.
 */
export function scanRefs(entry: LoadedFile, store: Pick<FileStore, 'readReferenced'>): RefTable {
  const refs: Ref[] = [];
  const byHolder = new Map<object, Ref>();
  const seen = new Map<Kind, Set<object>>();
  const tasks: Task[] = [{ file: entry, pointer: '', value: entry.value, kind: 'contract' }];

  function isNew({ kind, value }: Task): boolean {
    let known = seen.get(kind);
    if (!known) seen.set(kind, (known = new Set()));
    if (known.has(value as object)) return false;
    known.add(value as object);
    return true;
  }

  function note(task: Task, text: string): void {
    if (byHolder.has(task.value as object)) return;
    const target = findTarget(task, text, store);
    const from: NodeRef = { file: task.file.path, pointer: task.pointer };
    const to = target.state === 'ok' ? { to: { file: target.to.file.path, pointer: target.to.pointer } } : {};
    const ref: Ref = { from, text, state: target.state, ...to };
    refs.push(ref);
    byHolder.set(task.value as object, ref);
    if (target.state === 'ok') tasks.push(target.to);
  }

  for (let task = tasks.pop(); task; task = tasks.pop()) {
    if (!isFields(task.value) || !isNew(task)) continue;
    const text = refText(task.kind, task.value);
    if (text !== undefined) note(task, text);
    pushChildren(tasks, task, task.value);
  }
  return markLoops({ refs, byHolder });
}

/** The text of a value's reference, where it has one. `$dynamicRef` is followed to its static target. */
function refText(kind: Kind, value: Fields): string | undefined {
  const text = memberOf(value, '$ref') ?? (kind === 'schema' ? memberOf(value, '$dynamicRef') : undefined);
  if (text === undefined || kind === 'contract' || kind === 'components') return undefined;
  // Not a text: noted as a reference that cannot be read.
  return typeof text === 'string' ? text : '\0';
}

function pushChildren(tasks: Task[], task: Task, value: Fields): void {
  // Backwards, since the last one pushed is the first one looked at: references come in document order.
  for (const key of Object.keys(value).reverse()) {
    const rule = ruleOf(task.kind, key);
    const child = value[key];
    if (!rule || typeof child !== 'object' || child === null) continue;
    pushByRule(tasks, { ...task, pointer: `${task.pointer}/${escapeToken(key)}`, value: child }, rule);
  }
}

/** `at` has the place and the value under a key; the rule says what they hold. */
function pushByRule(tasks: Task[], at: Task, [shape, kind]: Rule): void {
  const isList = Array.isArray(at.value);
  if (shape === 'one' || (shape === 'oneOrList' && !isList)) {
    tasks.push({ ...at, kind });
    return;
  }
  if (isList === (shape === 'map' || shape === 'mapOfOneOrList')) return;
  for (const [name, value] of (Object.entries(at.value as object) as [string, unknown][]).reverse()) {
    if (typeof value !== 'object' || value === null || (shape === 'map' && isExtension(name, kind))) continue;
    tasks.push({ file: at.file, pointer: `${at.pointer}/${escapeToken(name)}`, value, kind });
  }
}

/** `x-` keys are extensions among paths and responses, but ordinary names among schemas, properties and headers. */
function isExtension(name: string, kind: Kind): boolean {
  return name.startsWith('x-') && (kind === 'pathItem' || kind === 'response');
}

function findTarget(task: Task, text: string, store: Pick<FileStore, 'readReferenced'>): Target {
  const byId = task.kind === 'schema' && !text.startsWith('#') ? anchorsOf(task.file.value).get(text) : undefined;
  if (byId) return { state: 'ok', to: { file: task.file, kind: task.kind, ...byId } };
  if (text === '\0') return { state: 'invalid' };
  const target = readRef(text);
  if (target.kind === 'remote' || target.kind === 'invalid') return { state: target.kind };
  const file = target.kind === 'local' ? task.file : store.readReferenced(task.file, target.path);
  if (typeof file === 'string') return { state: file };
  return targetIn(file, target.fragment, task.kind);
}

function targetIn(file: LoadedFile, fragment: string, kind: Kind): Target {
  const tokens = pointerTokens(fragment);
  if (tokens) {
    const value = descend(file.value, tokens);
    return value === undefined ? { state: 'missing' } : { state: 'ok', to: { file, pointer: fragment, value, kind } };
  }
  if (fragment.startsWith('/')) return { state: 'invalid' };
  const anchor = anchorsOf(file.value).get(`#${fragment}`);
  return anchor ? { state: 'ok', to: { file, kind, ...anchor } } : { state: 'missing' };
}

/** References that only lead to each other get the state `circular`. Recursion through a real value is no loop. */
function markLoops({ refs, byHolder }: { refs: Ref[]; byHolder: Map<object, Ref> }): RefTable {
  const byPlace = new Map(refs.map((ref) => [placeKey(ref.from), ref]));
  const holders = new Map([...byHolder].map(([holder, ref]) => [ref, holder]));
  const verdicts = new Map<Ref, 'loop' | 'end'>();
  for (const start of refs) {
    const path = new Set<Ref>();
    let ref: Ref | undefined = start;
    while (ref && !path.has(ref) && !verdicts.has(ref)) {
      path.add(ref);
      ref = ref.to && byPlace.get(placeKey(ref.to));
    }
    const verdict = ref === undefined ? 'end' : (verdicts.get(ref) ?? 'loop');
    for (const step of path) verdicts.set(step, verdict);
  }
  const marked = refs.map((ref): Ref => {
    if (verdicts.get(ref) === 'end') return ref;
    const loop: Ref = { from: ref.from, text: ref.text, state: 'circular' };
    byHolder.set(holders.get(ref)!, loop);
    return loop;
  });
  return { refs: marked, byHolder };
}

function placeKey({ file, pointer }: NodeRef): string {
  return `${file}#${pointer}`;
}
