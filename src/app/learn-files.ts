import fs from 'node:fs';
import path from 'node:path';
import { readLesson } from '../academy/read-lesson.js';
import type { Lesson } from '../academy/lesson.js';
import type { Finding, OwaspId } from '../core/finding.js';
import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import { packageRoot } from './version.js';

/** In a checkout the texts as they stand; in the package their copy in `dist`. */
function folderOf(own: string, built: string): string {
  const source = path.join(packageRoot, ...own.split('/'));
  return fs.existsSync(source) ? source : path.join(packageRoot, 'dist', ...built.split('/'));
}

/** Lessons and labs. */
export const academyFolder = (): string => folderOf('academy', 'academy');

/** Contract and passwords of the example that labs are made of. */
export const exampleFolder = (): string => folderOf('examples/orchard', 'academy/orchard');

let known: readonly Lesson[] | undefined;

/** Every lesson, by number. */
export function allLessons(): readonly Lesson[] {
  return (known ??= Object.freeze(readAll()));
}

function readAll(): Lesson[] {
  const folder = path.join(academyFolder(), 'lessons');
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readLesson(name.slice(0, -3), fs.readFileSync(path.join(folder, name), 'utf8'), name));
}

/** A lesson by its number or id. Throws `NOT_FOUND` with the nearest name. */
export function findLesson(name: string): Lesson {
  const lessons = allLessons();
  const wanted = name.toLowerCase();
  const found = lessons.find(({ id, number }) => id === wanted || id.slice(3) === wanted || String(number) === wanted);
  if (found) return found;
  throw new PortcullisError('NOT_FOUND', `There is no lesson "${name}"`, {
    expected: `a number from 1 to ${lessons.length}, or a name`,
    hint: didYouMean(wanted, [...lessons.map(({ id }) => id), ...lessons.map(({ id }) => id.slice(3))]),
  });
}

/** What is offered to who closes a finding of this rule. */
export interface LessonOffer {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** Shows the lesson with the operation of the finding in it. */
  readonly command: string;
}

/** Lessons for findings of rules that no lesson names: by their category. */
const byCategory: Readonly<Record<OwaspId, number>> = {
  'API1:2023': 1,
  'API2:2023': 2,
  'API3:2023': 5,
  'API4:2023': 7,
  'API5:2023': 8,
  'API6:2023': 9,
  'API7:2023': 10,
  'API8:2023': 13,
  'API9:2023': 14,
  'API10:2023': 15,
};

/** The lesson about a finding, if there is one: that of its rule, else of its first OWASP category. */
export function lessonForFinding({
  ruleId,
  owasp,
  operationId,
}: Pick<Finding, 'ruleId' | 'owasp' | 'operationId'>): LessonOffer | undefined {
  const lessons = allLessons();
  const general = owasp[0] === undefined ? undefined : byCategory[owasp[0]];
  const found =
    lessons.find(({ closes }) => closes.includes(ruleId)) ?? lessons.find(({ number }) => number === general);
  if (!found) return undefined;
  const { number, id, title } = found;
  return { number, id, title, command: `portcullis learn show ${number}${operationFlag(operationId)}` };
}

function operationFlag(operation: string | undefined): string {
  if (operation === undefined) return '';
  return ` --operation ${/^[\w.-]+$/.test(operation) ? operation : `'${operation}'`}`;
}
