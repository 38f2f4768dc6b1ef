import type { Evidence, Finding } from '../../../src/core/finding.js';
import type { RecordedExchange } from '../../../src/core/http.js';
import type { Replay, ReplayStep } from '../../../src/core/replay.js';

/** What of an exchange proves the finding. */
export interface Marks {
  /** Texts that prove it, as they stand in the request's URL. */
  readonly url: readonly string[];
  /** Lower-case names of header fields of the request. */
  readonly requestHeaders: readonly string[];
  /** JSON Pointer into the request's body; an index may be `*`. */
  readonly requestPointers: readonly string[];
  readonly method: boolean;
  readonly status: boolean;
  readonly responseHeaders: readonly string[];
  /** Texts that prove it, as they stand in the response's body. */
  readonly responseTexts: readonly string[];
}

const none: Marks = {
  url: [],
  requestHeaders: [],
  requestPointers: [],
  method: false,
  status: false,
  responseHeaders: [],
  responseTexts: [],
};

const proving: readonly Evidence['kind'][] = ['attack', 'verify', 'control'];

/**
 * The proving part of a piece of evidence: the part of the request that is attacked, and what the answer must show. Of
 * a control only the latter: it is what the attack is compared with.
 */
export function marksOf(finding: Finding, evidence: Evidence): Marks {
  const { exchange, kind } = evidence;
  if (!exchange || !proving.includes(kind)) return none;
  const step = stepOf(finding.replay, evidence);
  const captured = capturedIn(finding, step, exchange);
  const sent = kind === 'attack' ? partMarks(finding, exchange, captured) : none;
  return {
    ...sent,
    status: kind !== 'control',
    responseHeaders: Object.keys(step?.expect.headers ?? {}).map((name) => name.toLowerCase()),
    responseTexts: (step?.expect.contains ?? []).map((text) => fill(text, captured)).filter((text) => text !== ''),
  };
}

/** The script's step that made this evidence: same role, same words. */
function stepOf(replay: Replay | undefined, { kind, summary }: Evidence): ReplayStep | undefined {
  return replay?.steps.find((step) => step.role === kind && step.summary === summary);
}

function partMarks({ part }: Finding, { request }: RecordedExchange, captured: ReadonlyMap<string, string>): Marks {
  if (!part) return none;
  switch (part.in) {
    case 'path':
      return { ...none, url: [...captured.values()].filter((value) => pathOf(request.url).includes(value)) };
    case 'query':
      return { ...none, url: queryTexts(request.url, part.name) };
    case 'header':
      return { ...none, requestHeaders: part.name ? [part.name.toLowerCase()] : [] };
    case 'credential':
      return { ...none, requestHeaders: [part.name?.toLowerCase() ?? 'authorization'] };
    case 'cookie':
      return { ...none, requestHeaders: ['cookie'] };
    case 'body':
      return { ...none, requestPointers: [part.pointer ?? ''] };
    case 'method':
      return { ...none, method: true };
  }
}

const pathOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');

/** `name=value` of a query parameter, as it was sent. */
function queryTexts(url: string, name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return query.split('&').filter((pair) => pair === name || pair.startsWith(`${name}=`) || decodedName(pair) === name);
}

function decodedName(pair: string): string {
  try {
    return decodeURIComponent(pair.split('=')[0]!);
  } catch {
    return pair;
  }
}

/** Values of the script's names in this run, read back from the exchanges that it left. */
function capturedIn(
  finding: Finding,
  step: ReplayStep | undefined,
  own: RecordedExchange,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>(step ? inPath(step.request.path, own.request.url) : []);
  for (const each of finding.replay?.steps ?? []) {
    const exchange = exchangeLike(finding, each) ?? own;
    for (const [name, pointer] of Object.entries(each.capture ?? {})) {
      const value = valueAt(exchange.response.body, pointer);
      if (value !== undefined && !values.has(name)) values.set(name, value);
    }
  }
  return values;
}

/** Evidence keeps few exchanges: a control with the same request shows what a setup step saw. */
function exchangeLike({ evidence, replay }: Finding, step: ReplayStep): RecordedExchange | undefined {
  const same = replay?.steps.find(
    ({ role, request, credential }) =>
      role === 'control' && request.path === step.request.path && credential.actor === step.credential.actor,
  );
  const names = [step.summary, ...(same ? [same.summary] : [])];
  return evidence.find(({ exchange, summary }) => exchange !== undefined && names.includes(summary))?.exchange;
}

/** Names of a path such as `/orders/{{order4}}` with what the URL has in their places. */
function inPath(template: string, url: string): readonly (readonly [string, string])[] {
  const names = [...template.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);
  if (!names.length) return [];
  const pattern = template
    .split(/\{\{\w+\}\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('([^/?&#]+)');
  const found = new RegExp(`${pattern}$`).exec(url);
  return found ? names.map((name, n) => [name, found[n + 1]!] as const) : [];
}

/** A text with the names that are known filled in, and nothing where one is not known. */
function fill(text: string, values: ReadonlyMap<string, string>): string {
  let isKnown = true;
  const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values.get(name);
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? filled : '';
}

/** What a JSON Pointer (RFC 6901) names in a JSON text, as text; undefined for objects and what is not there. */
function valueAt(text: string, pointer: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const token of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[token.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
