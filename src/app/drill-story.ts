import fs from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import type { LessonCall } from '../academy/lesson.js';
import { readCalls } from '../academy/read-lesson.js';
import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { Safety } from '../core/safety.js';
import { runbookFolder } from './runbooks.js';

/** Recorded attack traffic against the example, and what ends it. */
export interface DrillStory {
  /** `object-walk`. */
  readonly id: string;
  readonly title: string;
  /** Whose goals count. */
  readonly runbook: string;
  /** One of these must notice it. */
  readonly detectors: readonly string[];
  /** Holes of the example that are open. */
  readonly open: readonly string[];
  /** Lines of the policy under attack, and of the one that contains it, by section. */
  readonly policy: Readonly<Record<string, string>>;
  readonly contained: Readonly<Record<string, string>>;
  /** Use that must be possible, before and after. */
  readonly honest: readonly LessonCall[];
  readonly attack: readonly LessonCall[];
  /** Shell: the containment, with `$DETECTION` and the policy `contained.yaml`. */
  readonly contain: string;
  /** What must not be possible any more. */
  readonly refused: readonly LessonCall[];
  /** What the scanner must not find through the gateway. */
  readonly checks: readonly string[];
  readonly operations: readonly string[];
  readonly safety: Safety;
}

const storyFolder = (): string => path.join(runbookFolder(), 'stories');

/** Every story, by name. */
export function allStories(): readonly DrillStory[] {
  return fs
    .readdirSync(storyFolder())
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readStory(name, fs.readFileSync(path.join(storyFolder(), name), 'utf8')));
}

/** A story by its name. Throws `NOT_FOUND` with the nearest one. */
export function findStory(name: string): DrillStory {
  const stories = allStories();
  const found = stories.find(({ id }) => id === name);
  if (found) return found;
  const ids = stories.map(({ id }) => id);
  throw new PortcullisError('NOT_FOUND', `There is no story "${name}"`, {
    expected: ids.join(', '),
    hint: didYouMean(name, ids),
  });
}

function readStory(file: string, content: string): DrillStory {
  const raw = load(content) as Readonly<Record<string, unknown>>;
  const must = <T>(name: string, is: (value: unknown) => value is T): T => {
    const value = raw[name];
    if (is(value)) return value;
    throw new PortcullisError('SYNTAX_INVALID', `${file}: "${name}" is missing or of another kind`);
  };
  const calls = (name: string) => readCalls(must(name, Array.isArray), file);
  return Object.freeze({
    id: file.replace(/\.yaml$/, ''),
    title: must('title', isText),
    runbook: must('runbook', isText),
    detectors: must('detectors', isTexts),
    open: must('open', isTexts),
    policy: must('policy', isTextMap),
    contained: must('contained', isTextMap),
    honest: calls('honest'),
    attack: calls('attack'),
    contain: must('contain', isText),
    refused: calls('refused'),
    checks: must('checks', isTexts),
    operations: must('operations', isTexts),
    safety: must('safety', isText) as Safety,
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isTextMap = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText);
