import type { Place } from '../../core/place.js';
import type { Dockerfile, EnvEntry, Stage } from './types.js';

interface Instruction {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** Instructions with their continuations; comments and the texts of here-documents are left out. */
function instructionsOf(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const start = at;
    if (!/^\s*[A-Za-z]/.test(lines[at]!)) continue;
    let whole = lines[at]!;
    while (/\\\s*$/.test(whole) && at + 1 < lines.length) {
      at += 1;
      whole = /^\s*#/.test(lines[at]!) ? whole : `${whole.replace(/\\\s*$/, ' ')}${lines[at]!}`;
    }
    const ends = [...whole.matchAll(/<<-?["']?(\w+)["']?/g)].map((match) => match[1]!);
    for (const end of ends) {
      while (at + 1 < lines.length && lines[at + 1]!.trim() !== end) at += 1;
      at += 1;
    }
    const match = /^\s*([A-Za-z]+)\s+([\s\S]*)$/.exec(whole);
    if (match) found.push({ name: match[1]!.toUpperCase(), text: match[2]!.trim(), line: start + 1 });
  }
  return found;
}

/** `registry:5000/team/app:1.2@sha256:...` -> its parts. */
export function splitImage(image: string): {
  readonly name: string;
  readonly tag: string | undefined;
  readonly pinned: boolean;
} {
  const [reference = '', digest] = image.split('@', 2);
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  return {
    name: colon > 0 ? reference.slice(0, colon) : reference,
    tag: colon > 0 ? reference.slice(colon + 1) : undefined,
    pinned: digest !== undefined,
  };
}

function stageOf(text: string, { place, before }: { place: Place; before: readonly Stage[] }): Stage {
  const words = text.split(/\s+/).filter((word) => !word.startsWith('--'));
  const image = words[0] ?? '';
  const name = words[1]?.toUpperCase() === 'AS' ? words[2]?.toLowerCase() : undefined;
  const base = before.findIndex((stage) => stage.name !== undefined && stage.name === image.toLowerCase());
  const { tag, pinned } = splitImage(image);
  return { image, tag, pinned, name, base: base < 0 ? undefined : base, user: undefined, place };
}

/** `NAME=value NAME2="a b"`, or the old `NAME value`. */
function envOf(text: string): readonly (readonly [name: string, value: string])[] {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)];
  if (pairs.length) return pairs.map(([, name, value]) => [name!, value!.replace(/^(["'])([\s\S]*)\1$/, '$2')]);
  const old = /^([A-Za-z_]\w*)\s+(.+)$/.exec(text);
  return old ? [[old[1]!, old[2]!]] : [];
}

/** Reads a Dockerfile as far as it can be read: what is no instruction is skipped. */
export function parseDockerfile(file: string, text: string): Dockerfile {
  const stages: Stage[] = [];
  const env: EnvEntry[] = [];
  const commands: { text: string; place: Place }[] = [];
  const variables = new Map<string, string>();
  for (const { name, text: rest, line } of instructionsOf(text)) {
    const place = { file, line, column: 1 };
    if (name === 'FROM') stages.push(stageOf(expand(rest, variables), { place, before: stages }));
    else if (name === 'USER' && stages.length) {
      stages.push({ ...stages.pop()!, user: { name: expand(rest, variables), place } });
    } else if (name === 'CMD' || name === 'ENTRYPOINT') commands.push({ text: rest, place });
    else if (name === 'ENV' || name === 'ARG') {
      for (const [key, value] of envOf(rest)) {
        variables.set(key, value);
        env.push({ name: key, value, place, from: 'Dockerfile', committed: undefined });
      }
    }
  }
  return { file, stages, env, commands };
}

/** `$NAME`, `${NAME}` and `${NAME:-default}` where the file itself gives the value. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (whole: string, braced: string | undefined, otherwise: string | undefined, bare: string | undefined) =>
      variables.get(braced ?? bare ?? '') ?? otherwise ?? whole,
  );
}

/** The user that the image ends up with, through the stages it is built on; undefined: whatever the base image has. */
export function finalUser({ stages }: Dockerfile): Stage['user'] {
  let stage = stages.at(-1);
  // A stage names only those before it, so this ends.
  while (stage) {
    if (stage.user) return stage.user;
    stage = stage.base === undefined ? undefined : stages[stage.base];
  }
  return undefined;
}

/** The image that everything is built on. */
export function baseStage({ stages }: Dockerfile): Stage | undefined {
  let stage = stages.at(-1);
  while (stage?.base !== undefined) stage = stages[stage.base];
  return stage;
}
