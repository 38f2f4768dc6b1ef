import { leakClasses, type LeakClass, type LeakMode } from '../../core/inspection.js';
import { leaksIn, type Leak } from '../../inspection/leaks.js';
import { isJsonAnswer } from '../answer-type.js';
import { deny } from '../denial.js';
import type { Denial, UpstreamAnswer } from '../exchange.js';
import { defineGuard } from '../guard.js';

const mask = '[redacted]';
/** Places of one text that are masked; a text with more is masked whole. */
const mostMasks = 50;
/** A trace goes on for many lines: the text that holds one is masked whole. */
const wholeText: ReadonlySet<LeakClass> = new Set(['trace', 'sql-error', 'listing']);

type Classes = ReadonlySet<LeakClass>;

function maskText(text: string, classes: Classes): string {
  let masked = text;
  for (let count = 0; count < mostMasks; count++) {
    const leak = leaksIn(masked, classes)[0];
    if (!leak) return masked;
    if (wholeText.has(leak.class)) return mask;
    masked = masked.slice(0, leak.offset) + mask + masked.slice(leak.offset + leak.length);
  }
  return mask;
}

/** A copy with the texts masked that hold a leak; the value itself when none does. */
function maskJson(value: unknown, classes: Classes): unknown {
  if (typeof value === 'string') return maskText(value, classes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, maskJson(inner, classes)] as const);
  if (entries.every(([name, inner]) => inner === (value as Record<string, unknown>)[name])) return value;
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function maskAnswer(answer: UpstreamAnswer, classes: Classes): void {
  const whole = isJsonAnswer(answer) ? answer.json() : undefined;
  if (whole !== undefined) answer.replaceJson(maskJson(whole, classes));
  else answer.replaceText(maskText(answer.body.toString('utf8'), classes));
}

function refusal(leaks: readonly Leak[]): Denial {
  const what = [...new Set(leaks.map((leak) => leak.what))].join(', ');
  return deny('RESPONSE_REFUSED', {
    detail: { reason: `the answer holds: ${what}`, classes: leaks.map((leak) => leak.class) },
  });
}

function isText(answer: UpstreamAnswer): boolean {
  const type = answer.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return /^(?:text\/|application\/(?:[\w.+-]*(?:json|xml)|x-ndjson|javascript|problem))/i.test(type) || type === '';
}

/**
 * CWE-200, CWE-209, CWE-359, CWE-548. Looks through answers for stack traces, errors of databases, credentials,
 * listings of folders and personal numbers: withholds the answer, masks the place, or reports it.
 */
export default defineGuard({
  id: 'answer-leaks',
  phase: 'inspect',
  title: 'Leaks in answers',
  monitorable: true,
  settings: ['inspection'],
  samplesAnswers: true,

  monitorsOnly: ({ policy }) =>
    Object.values(policy.inspection.answers).every((mode) => mode === 'monitor' || mode === 'off'),

  compileAnswer({ policy }) {
    const { answers, mode } = policy.inspection;
    const of = (...modes: readonly LeakMode[]): Classes =>
      new Set(leakClasses.filter((name) => modes.includes(answers[name])));
    const [refused, masked, watched] = [of('deny'), of('mask'), of('deny', 'mask', 'monitor')];
    if (mode === 'off' || watched.size === 0) return null;
    const isMonitored = refused.size === 0 && masked.size === 0;
    return function findLeaks(exchange, answer) {
      if (answer.body.length === 0 || !isText(answer)) return undefined;
      const leaks = leaksIn(answer.body.toString('utf8'), watched);
      if (leaks.length === 0) return undefined;
      if (isMonitored || leaks.some((leak) => refused.has(leak.class))) return refusal(leaks);
      const maskable = leaks.filter((leak) => masked.has(leak.class));
      if (maskable.length > 0) maskAnswer(answer, masked);
      exchange.leaked = leaks.map((leak) => leak.class);
      return undefined;
    };
  },
});
