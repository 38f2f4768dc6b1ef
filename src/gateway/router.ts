import { decode, decodeUnreserved } from './path.js';
import { compileSegment, matchSegment, type SegmentPattern } from './segment.js';

/** What a router finds. `values` are the raw segments of the template's parameters, in order. */
export type RouteMatch<T> =
  | { readonly kind: 'found'; readonly route: T; readonly names: readonly string[]; readonly values: readonly string[] }
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'unknown' };

interface Entry<T> {
  readonly route: T;
  readonly names: readonly string[];
}

/** Most nodes of a large contract have a parameter or methods only: what is empty is not made. */
interface Node<T> {
  literals: Map<string, Node<T>> | undefined;
  patterns: { readonly pattern: SegmentPattern; readonly node: Node<T> }[] | undefined;
  parameter: Node<T> | undefined;
  /** Method in upper case -> route. Undefined on the way to a template. */
  methods: Map<string, Entry<T>> | undefined;
}

const noValues: readonly string[] = Object.freeze([]);

function makeNode<T>(): Node<T> {
  return { literals: undefined, patterns: undefined, parameter: undefined, methods: undefined };
}

/**
 * Finds operations by path template. Concrete segments win over templated ones, from the left, whatever the order
 * they were added in (OpenAPI 3.1, Paths Object). Matching is exact: case and trailing slash count.
 */
export class Router<T> {
  readonly #root: Node<T> = makeNode();
  /** Paths without parameters: one lookup. */
  readonly #concrete = new Map<string, Node<T>>();

  /** Returns the route already there when another one has the same method and an equal template. */
  add(method: string, template: string, route: T): T | undefined {
    const names: string[] = [];
    let node = this.#root;
    for (const segment of template.slice(1).split('/')) node = step(node, segment, names);
    const methods = (node.methods ??= new Map());
    const there = methods.get(method);
    if (there) return there.route;
    methods.set(method, { route, names });
    if (!names.length) this.#concrete.set(decodeUnreserved(template), node);
    return undefined;
  }

  /** `path` has its unreserved characters decoded (see `readTarget`). */
  find(method: string, path: string): RouteMatch<T> {
    const concrete = this.#concrete.get(path);
    if (concrete) return pick(concrete, method, noValues);
    const values: string[] = [];
    const found = walk(this.#root, path, 1, values);
    if (found === 'ambiguous') return { kind: 'ambiguous' };
    return found ? pick(found, method, values) : { kind: 'unknown' };
  }
}

function step<T>(node: Node<T>, segment: string, names: string[]): Node<T> {
  const pattern = compileSegment(segment);
  if (!pattern) return child((node.literals ??= new Map()), decodeUnreserved(segment));
  names.push(...pattern.names);
  if (pattern.whole) return (node.parameter ??= makeNode());
  const patterns = (node.patterns ??= []);
  const same = patterns.find((entry) => entry.pattern.key === pattern.key);
  if (same) return same.node;
  const made = { pattern, node: makeNode<T>() };
  patterns.push(made);
  patterns.sort((a, b) => b.pattern.literalLength - a.pattern.literalLength);
  return made.node;
}

function child<T>(literals: Map<string, Node<T>>, name: string): Node<T> {
  const there = literals.get(name);
  if (there) return there;
  const made = makeNode<T>();
  literals.set(name, made);
  return made;
}

function pick<T>({ methods }: Node<T>, method: string, values: readonly string[]): RouteMatch<T> {
  const entry = methods?.get(method);
  if (entry) return { kind: 'found', route: entry.route, names: entry.names, values };
  return { kind: 'wrong-method', allow: [...(methods?.keys() ?? [])].sort() };
}

const noPatterns: readonly never[] = Object.freeze([]);

/** Depth first; each node of the tree is visited at most once, so a path costs at most the size of the tree. */
function walk<T>(node: Node<T>, path: string, from: number, values: string[]): Node<T> | 'ambiguous' | undefined {
  const slash = path.indexOf('/', from);
  const segment = slash === -1 ? path.slice(from) : path.slice(from, slash);
  const rest = { path, slash, values };
  const literal = node.literals?.get(segment);
  if (literal) {
    const found = next(literal, rest);
    if (found) return found;
  } else if (namesLiteral(node, segment)) return 'ambiguous';
  if (segment === '') return undefined;
  for (const { pattern, node: to } of node.patterns ?? noPatterns) {
    const found = tryTemplate(to, matchSegment(pattern, segment), rest);
    if (found) return found;
  }
  return node.parameter ? tryTemplate(node.parameter, [segment], rest) : undefined;
}

/** What of a path is behind a segment. */
interface Rest {
  readonly path: string;
  /** Index of the slash that ends the segment; -1 when it is the last one. */
  readonly slash: number;
  readonly values: string[];
}

function next<T>(to: Node<T>, { path, slash, values }: Rest): Node<T> | 'ambiguous' | undefined {
  if (slash === -1) return to.methods ? to : undefined;
  return walk(to, path, slash + 1, values);
}

function tryTemplate<T>(
  to: Node<T>,
  parts: readonly string[] | undefined,
  rest: Rest,
): Node<T> | 'ambiguous' | undefined {
  if (!parts) return undefined;
  rest.values.push(...parts);
  const found = next(to, rest);
  if (!found) rest.values.length -= parts.length;
  return found;
}

/** A literal spelt with encoded reserved characters or matrix parameters: a server behind may take it for the literal. */
function namesLiteral<T>({ literals }: Node<T>, segment: string): boolean {
  if (!literals || !(segment.includes('%') || segment.includes(';'))) return false;
  const decoded = decode(segment) ?? segment;
  return literals.has(decoded) || literals.has(decoded.split(';', 1)[0]!);
}
