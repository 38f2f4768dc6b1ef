import { anchorsOf, type AnchorTarget } from './anchors.js';
import type { FileStore, LoadedFile, Refusal } from './file-store.js';
import { ruleOf, type Kind, type Rule } from './grammar.js';
import { escapeToken, isFields, pointerTokens, valueAt, type Fields } from './pointer.js';
import { readRef, type RefTarget } from './refs.js';
import type { Node, NodeRef, Ref, RefState } from './types.js';

type ReferenceReader = Pick<FileStore, 'readReferenced' | 'readRemote'>;

/** Where a value stands: below another one, or (a reference's target) at a pointer of its own. */
interface Step {
  readonly parent: Step | undefined;
  /** Name or index below the parent; the whole pointer where there is none. */
  readonly token: string | number;
}

/** A value that still has to be looked through. */
interface Task extends Step {
  readonly file: LoadedFile;
  readonly value: unknown;
  readonly kind: Kind;
  /** The value may be met on other ways too, so that it must be remembered. */
  readonly tracked: boolean;
}

/** Honest contracts lead from one reference to the next three or four times. */
const maxSteps = 100;

/** All references of a document set. */
export interface RefTable {
  readonly refs: readonly Ref[];
  /** The object with the `$ref` -> the reference. */
  readonly byHolder: ReadonlyMap<object, Ref>;
  /** What the references lead to. */
  readonly targets: ReadonlyMap<Ref, Node>;
  /** Every pattern of every schema, parameter and header. */
  readonly patterns: ReadonlySet<string>;
}

interface Found {
  readonly file: LoadedFile;
  readonly node: Node;
  /** The same place without the value, for all references that lead there. */
  readonly place: NodeRef;
}

type Target = { readonly state: 'ok'; readonly to: Found } | { readonly state: Exclude<RefState, 'ok'> };

/**
 * Walks everything that the entry reaches by position (see `grammar.ts`), reads the files that references name, and
 * lists the references. An explicit stack, each value once per kind: cycles end and depth costs no stack. Pointers are
 * put together for references only, and values are remembered only where they can be met twice: on a contract of some
 * megabytes those two would be most of the work.
 */
export function scanRefs(entry: LoadedFile, store: ReferenceReader): RefTable {
  return new RefScan(entry, store).run();
}

class RefScan {
  readonly #entry: LoadedFile;
  readonly #store: ReferenceReader;
  readonly #refs: Ref[] = [];
  readonly #byHolder = new Map<object, Ref>();
  readonly #targets = new Map<Ref, Node>();
  readonly #patterns = new Set<string>();
  readonly #seen = new Map<Kind, Set<object>>();
  readonly #tasks: Task[] = [];
  /** File and kind -> text of a reference -> what it leads to: a component is named hundreds of times. */
  readonly #known = new Map<LoadedFile, Map<string, Target>>();

  constructor(entry: LoadedFile, store: ReferenceReader) {
    this.#entry = entry;
    this.#store = store;
  }

  run(): RefTable {
    const { value, hasAliases } = this.#entry;
    this.#tasks.push({
      file: this.#entry,
      parent: undefined,
      token: '',
      value,
      kind: 'contract',
      tracked: hasAliases,
    });
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) this.#look(task);
    return this.#markLoops();
  }

  #look(task: Task): void {
    const { value, kind } = task;
    if (!isFields(value) || (task.tracked && !this.#isNew(kind, value))) return;
    const text = refText(kind, value);
    if (text !== undefined) this.#note(task, value, text);
    if (hasPatterns.has(kind)) this.#notePatterns(value);
    const first = this.#tasks.length;
    // `for in` needs no list of the keys; the values come from parsers and inherit nothing that it could list.
    for (const key in value) this.#push(task, key, value[key]);
    // The last one pushed is the first one looked at: references come in document order.
    reverseFrom(this.#tasks, first);
  }

  #isNew(kind: Kind, value: object): boolean {
    let known = this.#seen.get(kind);
    if (!known) this.#seen.set(kind, (known = new Set()));
    if (known.has(value)) return false;
    known.add(value);
    return true;
  }

  #notePatterns(value: Fields): void {
    const { pattern, patternProperties } = value;
    if (typeof pattern === 'string') this.#patterns.add(pattern);
    if (isFields(patternProperties)) for (const name of Object.keys(patternProperties)) this.#patterns.add(name);
  }

  #note(task: Task, holder: object, text: string): void {
    if (this.#byHolder.has(holder)) return;
    const target = this.#targetOf(task, text);
    const from: NodeRef = { file: task.file.path, pointer: pointerTo(task) };
    const ref: Ref =
      target.state === 'ok' ? { from, text, to: target.to.place, state: 'ok' } : { from, text, state: target.state };
    this.#refs.push(ref);
    this.#byHolder.set(holder, ref);
    if (target.state === 'ok') this.#targets.set(ref, target.to.node);
  }

  #targetOf(task: Task, text: string): Target {
    let known = this.#known.get(task.file);
    if (!known) this.#known.set(task.file, (known = new Map()));
    const key = `${task.kind} ${text}`;
    let target = known.get(key);
    if (target) return target;
    known.set(key, (target = findTarget(task, text, this.#store)));
    if (target.state === 'ok' && !this.#isOnTheWay(target.to, task.kind)) this.#pushTarget(target.to, task.kind);
    return target;
  }

  /** The walk comes there by itself, and as the same kind: true for the components of the entry. */
  #isOnTheWay({ file, node }: Found, kind: Kind): boolean {
    return file === this.#entry && !file.hasAliases && kindAt(node.pointer) === kind;
  }

  #pushTarget({ file, node }: Found, kind: Kind): void {
    this.#tasks.push({ file, parent: undefined, token: node.pointer, value: node.value, kind, tracked: true });
  }

  #push(task: Task, key: string, child: unknown): void {
    if (typeof child !== 'object' || child === null) return;
    const rule = ruleOf(task.kind, key);
    if (rule) this.#pushByRule(taskBelow(task, key, child), rule);
  }

  /** `at` has the place and the value under a key; the rule says what they hold. */
  #pushByRule(at: Task, [shape, kind]: Rule): void {
    const { value } = at;
    const isList = Array.isArray(value);
    if (shape === 'one' || (shape === 'oneOrList' && !isList)) {
      this.#tasks.push(at.kind === kind ? at : { ...at, kind });
      return;
    }
    if (isList === (shape === 'map' || shape === 'mapOfOneOrList')) return;
    if (isList) {
      for (let index = 0; index < value.length; index += 1) this.#pushMember(at, index, value[index], kind);
      return;
    }
    const skipsExtensions = shape === 'map' && (kind === 'pathItem' || kind === 'response');
    for (const name in value as Fields) {
      if (skipsExtensions && name.startsWith('x-')) continue;
      this.#pushMember(at, name, (value as Fields)[name], kind);
    }
  }

  #pushMember(at: Task, token: string | number, value: unknown, kind: Kind): void {
    if (typeof value !== 'object' || value === null) return;
    this.#tasks.push({ file: at.file, parent: at, token, value, kind, tracked: at.tracked });
  }

  /** References that only lead to each other get the state `circular`. Recursion through a real value is no loop. */
  #markLoops(): RefTable {
    const verdicts = new Map<Ref, number>();
    for (const start of this.#refs) this.#follow(start, verdicts);
    const marked = new Map<Ref, Ref>();
    for (const [ref, steps] of verdicts) {
      if (steps <= maxSteps) continue;
      marked.set(ref, { from: ref.from, text: ref.text, state: steps === Infinity ? 'circular' : 'invalid' });
    }
    if (marked.size === 0) return this.#table(this.#refs);
    for (const [holder, ref] of this.#byHolder) this.#byHolder.set(holder, marked.get(ref) ?? ref);
    return this.#table(this.#refs.map((ref) => marked.get(ref) ?? ref));
  }

  /** How many more references follow on one; `Infinity` in a loop. Most lead to a value at once and are not noted. */
  #follow(start: Ref, verdicts: Map<Ref, number>): void {
    let ref = this.#next(start);
    if (ref === undefined) return;
    const path = new Set<Ref>([start]);
    while (ref && !path.has(ref) && !verdicts.has(ref)) {
      path.add(ref);
      ref = this.#next(ref);
    }
    let steps = ref === undefined ? 0 : (verdicts.get(ref) ?? Infinity);
    for (const step of [...path].reverse()) {
      verdicts.set(step, steps);
      steps += 1;
    }
  }

  #next(ref: Ref): Ref | undefined {
    return this.#byHolder.get(this.#targets.get(ref)?.value as object);
  }

  #table(refs: readonly Ref[]): RefTable {
    return { refs, byHolder: this.#byHolder, targets: this.#targets, patterns: this.#patterns };
  }
}

/** OpenAPI 2.0's parameters and headers are schemas themselves. */
const hasPatterns: ReadonlySet<Kind> = new Set<Kind>(['schema', 'parameter', 'header']);

function taskBelow(parent: Task, token: string | number, value: unknown): Task {
  return { file: parent.file, parent, token, value, kind: parent.kind, tracked: parent.tracked };
}

function pointerTo(step: Step): string {
  const tokens: string[] = [];
  let at = step;
  for (; at.parent; at = at.parent) tokens.push(`/${escapeToken(String(at.token))}`);
  return String(at.token) + tokens.reverse().join('');
}

function reverseFrom(tasks: Task[], first: number): void {
  for (let low = first, high = tasks.length - 1; low < high; low += 1, high -= 1) {
    [tasks[low], tasks[high]] = [tasks[high]!, tasks[low]!];
  }
}

/** What the walk from the root of a contract takes the value at a pointer for; undefined where it does not come. */
function kindAt(pointer: string): Kind | undefined {
  const tokens = pointerTokens(pointer) ?? [];
  let kind: Kind = 'contract';
  for (let index = 0; index < tokens.length;) {
    const rule: Rule | undefined = ruleOf(kind, tokens[index]!);
    if (!rule) return undefined;
    const isHeld = rule[0] === 'map' || rule[0] === 'list';
    // Whether one or a list stands there, the pointer alone does not say.
    if (rule[0] !== 'one' && !isHeld) return undefined;
    kind = rule[1];
    index += isHeld ? 2 : 1;
    if (isHeld && index > tokens.length) return undefined;
    if (isHeld && tokens[index - 1]!.startsWith('x-') && (kind === 'pathItem' || kind === 'response')) return undefined;
  }
  return kind;
}

/** The text of a value's reference, where it has one. `$dynamicRef` is followed to its static target. */
function refText(kind: Kind, value: Fields): string | undefined {
  if (kind === 'contract' || kind === 'components') return undefined;
  const text = ownText(value, '$ref') ?? (kind === 'schema' ? ownText(value, '$dynamicRef') : undefined);
  if (text === undefined) return undefined;
  // Not a text: noted as a reference that cannot be read.
  return typeof text === 'string' ? text : '\0';
}

function ownText(value: Fields, key: '$ref' | '$dynamicRef'): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function findTarget({ file, kind }: Task, text: string, store: ReferenceReader): Target {
  const byId = kind === 'schema' && !text.startsWith('#') ? anchorsOf(file.value).get(text) : undefined;
  if (byId) return targetAt(file, byId);
  if (text === '\0') return { state: 'invalid' };
  const target = readRef(withoutSelf(text, file));
  if (target.kind === 'invalid') return { state: 'invalid' };
  const found = target.kind === 'local' ? file : readTarget(file, target, store);
  return typeof found === 'string' ? { state: found } : targetIn(found, target.fragment);
}

function readTarget(
  from: LoadedFile,
  target: Extract<RefTarget, { kind: 'file' | 'remote' }>,
  store: ReferenceReader,
): LoadedFile | Refusal {
  if (target.kind === 'file') return store.readReferenced(from, target.path);
  return target.url === undefined ? 'remote' : store.readRemote(target.url);
}

/**
 * A reference by the address that the document gives itself (OpenAPI 3.2, `$self`): to the document, or to one beside or
 * below it, is what the same file on this disk holds. Nothing is ever fetched for it.
 */
function withoutSelf(text: string, { value }: LoadedFile): string {
  const self = isFields(value) ? value['$self'] : undefined;
  if (typeof self !== 'string' || !URL.canParse(self) || !URL.canParse(text)) return text;
  const [own, asked] = [new URL(self), new URL(text)];
  if (own.origin === 'null' || own.origin !== asked.origin || asked.search !== '') return text;
  if (own.pathname === asked.pathname) return asked.hash === '' ? '#' : asked.hash;
  const folder = own.pathname.slice(0, own.pathname.lastIndexOf('/') + 1);
  return asked.pathname.startsWith(folder) ? `./${asked.pathname.slice(folder.length)}${asked.hash}` : text;
}

function targetIn(file: LoadedFile, fragment: string): Target {
  if (fragment === '' || fragment.startsWith('/')) {
    if (!pointerTokens(fragment)) return { state: 'invalid' };
    const value = valueAt(file.value, fragment);
    return value === undefined ? { state: 'missing' } : targetAt(file, { pointer: fragment, value });
  }
  const anchor = anchorsOf(file.value).get(`#${fragment}`);
  return anchor ? targetAt(file, anchor) : { state: 'missing' };
}

function targetAt(file: LoadedFile, { pointer, value }: AnchorTarget): Target {
  const place = { file: file.path, pointer };
  return { state: 'ok', to: { file, node: { ...place, value }, place } };
}
