import fs from 'node:fs';
import path from 'node:path';
import type { LabExchange } from '../academy/attack-seen.js';
import { labAnswers, labContract, labPolicy, labShell, type LabAddresses } from '../academy/lab-files.js';
import type { Lesson } from '../academy/lesson.js';
import { PortcullisError } from '../core/errors.js';
import { freePort } from './free-port.js';
import { academyFolder, exampleFolder, findLesson } from './learn-files.js';
import { packageRoot } from './version.js';

/** Where labs are made, below the folder in which `learn start` runs. */
export const labsFolder = 'portcullis-lab';

/** What a lab remembers of itself, in `lab.json`. */
export interface LabFacts extends LabAddresses {
  readonly lesson: string;
  readonly version: number;
  /** Who began it where: its records go there, wherever `learn check` is called. */
  readonly home: { readonly cwd: string; readonly policy?: string; readonly data?: string };
}

/** The folder of a lab and what it says of itself. */
export interface Lab {
  readonly folder: string;
  readonly lesson: Lesson;
  readonly facts: LabFacts;
}

const factsFile = (folder: string) => path.join(folder, 'lab.json');
/** What the attack of the learner left; one JSON document a line. */
const seenFile = (folder: string) => path.join(folder, '.lab', 'attack.jsonl');

export const policyOf = ({ folder }: Pick<Lab, 'folder'>): string => path.join(folder, 'portcullis.yaml');
export const dataOf = ({ folder }: Pick<Lab, 'folder'>): string => path.join(folder, '.portcullis');
export const codeOf = ({ folder, lesson }: Pick<Lab, 'folder' | 'lesson'>): string | undefined =>
  lesson.lab.code === undefined ? undefined : path.join(folder, lesson.lab.code);

/** The lab of the folder or of one above it. */
export function labAround(folder: string): Lab | undefined {
  if (fs.existsSync(factsFile(folder))) return readLab(folder);
  const parent = path.dirname(folder);
  return parent === folder ? undefined : labAround(parent);
}

/** The lab of a lesson, made by `learn start` in this folder or around it. Throws `NOT_FOUND`. */
export function findLab(cwd: string, name: string | undefined): Lab {
  const around = labAround(cwd);
  if (around && (name === undefined || findLesson(name).id === around.lesson.id)) return around;
  const labs = labsBelow(around ? path.dirname(path.dirname(around.folder)) : cwd);
  const wanted = name === undefined ? undefined : findLesson(name);
  const found = wanted ? labs.find(({ lesson }) => lesson.id === wanted.id) : labs[0];
  if (found && (wanted || labs.length === 1)) return found;
  if (found)
    throw new PortcullisError('USAGE', 'There are several labs here', { expected: 'the number of the lesson' });
  throw new PortcullisError('NOT_FOUND', wanted ? `Lesson ${wanted.number} has no lab here` : 'There is no lab here', {
    hint: `portcullis learn start ${wanted?.number ?? 1}`,
  });
}

function labsBelow(cwd: string): readonly Lab[] {
  const folder = path.join(cwd, labsFolder);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .sort()
    .flatMap((name) => (fs.existsSync(factsFile(path.join(folder, name))) ? [readLab(path.join(folder, name))] : []));
}

function readLab(folder: string): Lab {
  try {
    const facts = JSON.parse(fs.readFileSync(factsFile(folder), 'utf8')) as LabFacts;
    return { folder, facts, lesson: findLesson(facts.lesson) };
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${factsFile(folder)} is not the note of a lab`, {
      cause,
      hint: 'delete the folder and start the lesson again',
    });
  }
}

/** Makes the lab of a lesson, or finds the one that is there: what the learner wrote stays. */
export async function openLab(lesson: Lesson, home: LabFacts['home']): Promise<{ lab: Lab; isNew: boolean }> {
  const folder = path.join(home.cwd, labsFolder, lesson.id);
  if (fs.existsSync(factsFile(folder))) return { lab: readLab(folder), isNew: false };
  const [gateway, service] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const facts: LabFacts = {
    lesson: lesson.id,
    version: lesson.version,
    gateway: `127.0.0.1:${gateway}`,
    service: `127.0.0.1:${service}`,
    home,
  };
  const lab = { folder, lesson, facts };
  fs.mkdirSync(path.join(folder, '.lab'), { recursive: true, mode: 0o700 });
  writeFiles(lab);
  fs.writeFileSync(factsFile(folder), `${JSON.stringify(facts, null, 2)}\n`);
  return { lab, isNew: true };
}

/** Puts the files of the lab back to how they were at the start. The record of the attack stays. */
export function resetLab(lab: Lab): void {
  for (const name of ['portcullis.patches.yaml']) fs.rmSync(path.join(lab.folder, name), { force: true });
  writeFiles(lab);
}

function writeFiles(lab: Lab): void {
  for (const [name, text] of Object.entries(labFiles(lab))) {
    const file = path.join(lab.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    // Passwords of the example's people: for their owner alone, as any secret.
    fs.chmodSync(file, name.startsWith('actors/') ? 0o600 : 0o644);
  }
}

function labFiles({ lesson, facts }: Pick<Lab, 'lesson' | 'facts'>): Readonly<Record<string, string>> {
  const labs = path.join(academyFolder(), 'labs');
  const own = path.join(labs, lesson.id);
  const answers = labAnswers(lesson);
  return {
    ...folderTexts(path.join(exampleFolder(), 'actors'), 'actors/'),
    'openapi.yaml': labContract(fs.readFileSync(path.join(exampleFolder(), 'openapi.yaml'), 'utf8'), lesson),
    'portcullis.yaml': labPolicy(fs.readFileSync(path.join(labs, 'base', 'portcullis.yaml'), 'utf8'), lesson, facts),
    'lab.env': labShell(facts, path.join(packageRoot, 'dist', 'main.mjs')),
    ...(answers === undefined ? {} : { 'answers.yaml': answers }),
    ...(fs.existsSync(own) ? folderTexts(own, '') : {}),
  };
}

function folderTexts(folder: string, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fs.readdirSync(folder).map((name) => [prefix + name, fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
}

/** Notes an exchange of the attack. */
export function noteAttack({ folder }: Lab, { method, url, status }: LabExchange): void {
  fs.appendFileSync(seenFile(folder), `${JSON.stringify({ at: new Date().toISOString(), method, url, status })}\n`);
}

/** How many exchanges of the attack were seen. */
export function attacksSeen({ folder }: Lab): number {
  if (!fs.existsSync(seenFile(folder))) return 0;
  return fs.readFileSync(seenFile(folder), 'utf8').split('\n').filter(Boolean).length;
}

/** Number of the next hint: one more each time, to the last. */
export function takeHint({ folder, lesson }: Lab): number {
  const file = path.join(folder, '.lab', 'hints');
  const given = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const n = Math.min(given + 1, lesson.hints.length);
  fs.writeFileSync(file, String(n));
  return n;
}
