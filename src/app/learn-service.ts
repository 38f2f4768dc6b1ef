import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { PortcullisError } from '../core/errors.js';
import type { Lesson } from '../academy/lesson.js';
import { packageRoot } from './version.js';

const program = path.join(packageRoot, 'dist', 'orchard.mjs');
const keptLines = 200;

/** The example as a lab's service, with the learner's code where the lesson has some. */
export interface LabService {
  /** `host:port`. */
  readonly address: string;
  /** What it wrote to standard error: faults in the learner's code. */
  faults(): string;
  /** Resolves when it ended by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the service on a free port. Throws `LAB_BROKEN` with file and line when the learner's code does not load. */
export async function startService(
  { lab }: { readonly lab: Pick<Lesson['lab'], 'open'> },
  code: string | undefined,
): Promise<LabService> {
  if (code !== undefined) await demandSyntax(code);
  const holes = ['--open', lab.open.join(',')];
  const own = code === undefined ? [] : ['--code', code];
  const child = spawn(process.execPath, [program, '--port', '0', ...holes, ...own], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  readline.createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > keptLines) said.shift();
  });
  const gone = once(child, 'exit').then(() => undefined);
  const line = await Promise.race([once(readline.createInterface({ input: child.stdout }), 'line'), gone]);
  const address = /listening on http:\/\/(\S+)/.exec(String(line?.[0] ?? ''))?.[1];
  if (address === undefined) {
    child.kill('SIGKILL');
    throw brokenCode(code ?? program, said.join('\n'));
  }
  return {
    address,
    faults: () => said.join('\n'),
    ended: gone,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Node says where a module does not parse; an import of it does not. */
async function demandSyntax(file: string): Promise<void> {
  const child = spawn(process.execPath, ['--check', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw brokenCode(file, said);
}

/** What Node says of the learner's code as our error: the line of their file first. */
export function brokenCode(file: string, said: string): PortcullisError {
  const place = placeIn(file, said);
  const message =
    /^(?:orchard: |\[)?(\w*Error.*|orchard: .*)$/m.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? '';
  return new PortcullisError('LAB_BROKEN', message === '' ? 'The service of the lab does not start' : message, {
    ...(place ? { place } : {}),
    hint: 'mend it, or start afresh: portcullis learn reset',
  });
}

/** The first place of the file in an error's text. */
export function placeIn(file: string, said: string) {
  const name = path.basename(file).replaceAll('.', String.raw`\.`);
  const found = new RegExp(`${name}(?:\\?[^:\\s]*)?:(\\d+)(?::(\\d+))?`).exec(said);
  return found ? { file, line: Number(found[1]), column: Number(found[2] ?? 1) } : undefined;
}
