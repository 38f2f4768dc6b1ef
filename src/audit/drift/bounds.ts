import type { Severity } from '../../core/finding.js';
import type { ChangeKind } from './types.js';

type Schema = Readonly<Record<string, unknown>>;

export interface BoundChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly severity: Severity;
  readonly message: string;
}

const upper = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'] as const;
const lower = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'] as const;

/** Sizes that keep a server from being flooded weigh more than values. */
const weights: Readonly<Record<string, Severity>> = {
  maxLength: 'medium',
  maxItems: 'medium',
  maxProperties: 'medium',
};

const numberIn = (schema: Schema, key: string): number | undefined =>
  typeof schema[key] === 'number' ? schema[key] : undefined;

function ofBound(key: string, was: number | undefined, is: number | undefined): 'looser' | 'tighter' | undefined {
  if (was === is) return undefined;
  const grows = (upper as readonly string[]).includes(key);
  if (is === undefined) return 'looser';
  if (was === undefined) return 'tighter';
  return is > was === grows ? 'looser' : 'tighter';
}

function bounds(was: Schema, is: Schema): readonly BoundChange[] {
  return [...upper, ...lower].flatMap((key): readonly BoundChange[] => {
    const [old, current] = [numberIn(was, key), numberIn(is, key)];
    const change = ofBound(key, old, current);
    if (change === undefined) return [];
    const text =
      old === undefined
        ? `${key} is ${current} now`
        : current === undefined
          ? `${key} ${old} is gone`
          : `${key} was ${old} and is ${current}`;
    if (change === 'tighter') return [{ id: 'bound-tightened', kind: 'breaking', severity: 'low', message: text }];
    return [{ id: 'bound-widened', kind: 'weakened', severity: weights[key] ?? 'low', message: text }];
  });
}

/** A pattern that is gone, or another one: whether that one takes more cannot be said in general. */
function patterns(was: Schema, is: Schema): readonly BoundChange[] {
  const [old, current] = [was.pattern, is.pattern];
  if (old === current) return [];
  if (typeof old === 'string' && typeof current !== 'string') {
    return [{ id: 'pattern-dropped', kind: 'weakened', severity: 'medium', message: `the pattern ${old} is gone` }];
  }
  if (typeof old !== 'string') {
    return [
      { id: 'pattern-added', kind: 'breaking', severity: 'low', message: `it must match ${String(current)} now` },
    ];
  }
  const isLoose = looser(old, String(current));
  return [
    {
      id: isLoose ? 'pattern-loosened' : 'pattern-changed',
      kind: isLoose ? 'weakened' : 'breaking',
      severity: isLoose ? 'medium' : 'low',
      message: `the pattern was ${old} and is ${String(current)}`,
    },
  ];
}

/** Plain signs of a pattern that takes more: an anchor is gone, it takes anything, or a repetition has no end any more. */
function looser(was: string, is: string): boolean {
  if (/^\^?\(?\.[*+]\)?\$?$/.test(is)) return true;
  if ((was.startsWith('^') && !is.startsWith('^')) || (was.endsWith('$') && !is.endsWith('$'))) return true;
  const [old, current] = [largest(was), largest(is)];
  return withoutNumbers(was) === withoutNumbers(is) && current > old;
}

const withoutNumbers = (pattern: string): string => pattern.replaceAll(/\{[\d,]+\}|[*+]/g, '{}');

function largest(pattern: string): number {
  const counts = [...pattern.matchAll(/\{(\d+)(,(\d*))?\}/g)].map(([, least, range, most]) =>
    range === undefined ? Number(least) : most ? Number(most) : Infinity,
  );
  return Math.max(0, ...counts, ...(/[^\\][*+]/.test(pattern) ? [Infinity] : []));
}

function formats(was: Schema, is: Schema): readonly BoundChange[] {
  if (typeof was.format !== 'string' || was.format === is.format) return [];
  if (is.format === undefined) {
    return [{ id: 'format-dropped', kind: 'weakened', severity: 'low', message: `the format ${was.format} is gone` }];
  }
  return [
    {
      id: 'format-changed',
      kind: 'breaking',
      severity: 'low',
      message: `the format was ${was.format} and is ${String(is.format)}`,
    },
  ];
}

/** Bounds of what callers may send, compared: looser ones weaken, tighter ones break. */
export function boundChanges(was: Schema, is: Schema): readonly BoundChange[] {
  return [...bounds(was, is), ...patterns(was, is), ...formats(was, is)];
}
