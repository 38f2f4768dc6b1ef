import type { App } from '../app/app.js';
import type { ExplainedCall, ExplainedVerdict } from '../app/explain-call.js';
import { formatPlace } from '../core/place.js';
import { visibleText } from '../core/visible-text.js';
import type { ExplainedSetting } from '../model/policy-explain.js';
import { makePaint } from '../report/paint.js';
import { relativePath } from '../report/relative-path.js';
import { table } from './output.js';

type Verdict = Pick<ExplainedVerdict, 'verdict' | 'code' | 'status' | 'asks' | 'judged' | 'detail'>;

/** A verdict in words: what was said, or what it depends on. */
function verdictText({ verdict, code, status, asks, judged }: Verdict): string {
  if (verdict === 'denies' || verdict === 'would deny') return `${verdict} ${status} ${code}`;
  if (verdict !== 'depends') return verdict;
  const [question] = asks ?? [];
  if (question) return `depends on the answer of ${question.operation} for ${question.id}`;
  return judged === 'answer' ? 'depends on the answer' : verdict;
}

function placeText({ place, source }: ExplainedSetting, app: App): string {
  return place ? formatPlace({ ...place, file: relativePath(place.file, app.cwd) }) : source;
}

/** Where the settings stand that a guard reads; what nobody set is not said. */
function placesText(settings: readonly ExplainedSetting[], app: App): string {
  const set = settings.filter(({ place }) => place !== undefined);
  return [...new Set((set.length ? set : settings).map((setting) => placeText(setting, app)))].slice(0, 3).join(', ');
}

function callerText({ caller }: ExplainedCall): string {
  if (!caller) return 'without a credential';
  const words = Object.entries(caller).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(' ') : String(value ?? '');
    return text === '' ? [] : [`${name} ${text}`];
  });
  return words.length ? `as ${words.join(', ')}` : 'as somebody without subject and roles';
}

function acceptedText({ guards }: ExplainedCall): string {
  const open = guards.filter(({ verdict }) => verdict === 'depends');
  const before = open.filter(({ judged }) => judged === 'request').map((one) => `${one.guard} ${verdictText(one)}`);
  const after = [...new Set(open.filter(({ judged }) => judged === 'answer').map(({ guard }) => guard))];
  const judged = after.length ? `; its answer is judged by ${after.join(', ')}` : '';
  if (before.length) return `accepted, if ${before.join(' and ')}${judged}`;
  return `accepted: sent to the upstream${judged}`;
}

function lastLine(call: ExplainedCall, app: App): string {
  const { outcome, status, code, guard } = call;
  if (outcome === 'answered') return `accepted: the upstream answers ${status}`;
  if (outcome === 'accepted') return acceptedText(call);
  const decider = call.guards.find((one) => one.guard === guard && one.verdict === 'denies');
  const where = decider ? placesText(decider.settings, app) : '';
  const by = guard === undefined ? '' : ` by ${guard}`;
  const before = call.guards.filter(({ verdict, judged }) => verdict === 'depends' && judged === 'request');
  const unless = before.length ? `, unless ${before.map((one) => one.guard).join(' or ')} denies it before` : '';
  return `denied: ${status} ${code}${by}${where ? ` (${where})` : ''}${reasonText(call, decider)}${unless}`;
}

/** What the event would say besides the path, and what the client would read. */
function reasonText({ detail = {} }: ExplainedCall, decider: ExplainedVerdict | undefined): string {
  const { path: _path, pathHash: _hash, pathLength: _length, firstSegment: _first, ...rest } = detail;
  const facts = Object.entries(rest).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const errors = (decider?.errors ?? []).map((error) => `${error.in} ${error.pointer}: ${error.reason}`);
  const words = [...facts, ...errors];
  return words.length ? `; ${words.join(', ')}` : '';
}

/** Who decides about a call, guard by guard; the verdict stands last. */
export function callText(call: ExplainedCall, app: App): string {
  const paint = makePaint(app.color);
  const operation = call.operation === undefined ? 'no operation' : `${call.operation}  (${call.api})`;
  const rows = call.guards.map((one) => [
    `  ${one.phase}`,
    one.guard,
    one.judged,
    verdictText(one),
    placesText(one.settings, app),
  ]);
  return [
    `${paint.bold(visibleText(`${call.request}  ${operation}`))}  ${visibleText(callerText(call))}`,
    ...(rows.length ? [table(rows).trimEnd()] : []),
    ...(call.note === undefined ? [] : [paint.dim(call.note)]),
    paint.bold(visibleText(lastLine(call, app))),
    '',
  ].join('\n');
}
