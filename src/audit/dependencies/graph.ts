import type { Dependency, Edge, Lockfile, Manifest, RawLockfile, RawPackage, Use } from './types.js';

interface Found {
  readonly use: Use;
  readonly path: readonly string[];
}

interface Step {
  readonly edge: Edge;
  /** Ids on the way to the package that has the edge. */
  readonly before: readonly string[];
}

const idOf = ({ name, version }: RawPackage): string => `${name}@${version}`;

/** Breadth first, so that the first way to a package is a shortest one. Answers the optional steps that it left out. */
function walk(raw: RawLockfile, start: readonly Step[], { use, found }: { use: Use; found: Map<string, Found> }) {
  const optional: Step[] = [];
  let level = start;
  while (level.length) {
    const next: Step[] = [];
    for (const { edge, before } of level) {
      const target = raw.packages.get(edge.to);
      if (!target || found.has(edge.to)) continue;
      const path = [...before, idOf(target)];
      found.set(edge.to, { use, path });
      for (const child of target.edges) {
        const step = { edge: child, before: path };
        if (use === 'runtime' && child.use === 'optional') optional.push(step);
        else next.push(step);
      }
    }
    level = next;
  }
  return optional;
}

/** The strongest need wins: what both a test and the API need is needed at run time. */
function reach(raw: RawLockfile): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  const steps = (use: Use): Step[] =>
    raw.roots.filter((edge) => edge.use === use).map((edge) => ({ edge, before: [] }));
  const left = walk(raw, steps('runtime'), { use: 'runtime', found });
  walk(raw, [...steps('optional'), ...left], { use: 'optional', found });
  walk(raw, steps('dev'), { use: 'dev', found });
  return found;
}

/** Who asks for each package. */
function wantedBy({ roots, packages }: RawLockfile): ReadonlyMap<string, Dependency['wanted']> {
  const wanted = new Map<string, Dependency['wanted'][number][]>();
  const add = (by: string | undefined, edges: readonly Edge[]): void => {
    for (const { to, range } of edges) {
      const list = wanted.get(to);
      if (list) list.push({ by, range });
      else wanted.set(to, [{ by, range }]);
    }
  };
  add(undefined, roots);
  for (const one of packages.values()) add(idOf(one), one.edges);
  return wanted;
}

/**
 * Works out how each locked package came to be there. What nothing leads to is kept, as needed at run time: the lockfile
 * installs it all the same.
 */
export function connect(raw: RawLockfile, manifest: Manifest | undefined): Lockfile {
  const found = reach(raw);
  const wanted = wantedBy(raw);
  const direct = new Set(raw.roots.map(({ to }) => to));
  const nameOf = (key: string): readonly string[] => {
    const target = raw.packages.get(key);
    return target ? [idOf(target)] : [];
  };
  const dependencies = [...raw.packages].map(([key, { edges, ...facts }]): Dependency => {
    const id = `${facts.name}@${facts.version}`;
    const { use, path } = found.get(key) ?? { use: 'runtime', path: [id] };
    const needs = [...new Set(edges.flatMap(({ to }) => nameOf(to)))];
    return { ...facts, id, use, path, direct: direct.has(key), wanted: wanted.get(key) ?? [], needs };
  });
  const { packages: _, roots, ...rest } = raw;
  return { ...rest, dependencies, direct: [...new Set(roots.flatMap(({ to }) => nameOf(to)))], manifest };
}
