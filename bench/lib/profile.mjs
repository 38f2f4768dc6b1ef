import fs from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Makes a function: call frame of a bundle -> path of its source, by the bundle's source map; '' for V8's own. */
function sourceReader() {
  const maps = new Map();
  const mapOf = (url) => {
    if (!maps.has(url)) {
      const file = `${fileURLToPath(url)}.map`;
      maps.set(url, fs.existsSync(file) ? new SourceMap(JSON.parse(fs.readFileSync(file, 'utf8'))) : undefined);
    }
    return maps.get(url);
  };
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.startsWith('file:')) return url;
    return mapOf(url)?.findEntry(lineNumber, columnNumber).originalSource ?? url;
  };
}

/**
 * Shares of a V8 profile by phase: each sample belongs to the innermost frame that `phaseOf` (function name, source) has
 * a name for. Idle time and the first `skipMillis` are left out. Returns a Map: phase -> share of the time.
 */
export function sharesOf(profile, phaseOf, skipMillis) {
  const sourceOf = sourceReader();
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const own = new Map(
    profile.nodes.map(({ id, callFrame }) => [id, phaseOf(callFrame.functionName, sourceOf(callFrame))]),
  );
  const owner = (id) => {
    for (let at = id; at !== undefined; at = parents.get(at)) if (own.get(at)) return own.get(at);
    return 'Node: sockets, HTTP parser, streams, timers';
  };
  const times = new Map();
  let at = 0;
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const micros = profile.timeDeltas[index];
    at += micros;
    const phase = owner(id);
    if (at < skipMillis * 1000 || phase === 'idle') continue;
    total += micros;
    times.set(phase, (times.get(phase) ?? 0) + micros);
  }
  return new Map([...times].map(([phase, micros]) => [phase, micros / total]));
}
