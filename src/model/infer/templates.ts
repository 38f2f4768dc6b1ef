import { groupBy } from './group-by.js';
import { isFields } from '../pointer.js';
import type { Sample, Segment } from './sample.js';
import { isId, isVersion } from './segments.js';

/** A part of a path of the contract: a word, or a parameter with the values that stood there. */
export type Part = string | { readonly parameter: string };

export interface Templated {
  readonly sample: Sample;
  readonly parts: readonly Part[];
}

/** Words that name an operation beside the things of a collection. */
const reserved =
  /^(?:me|self|current|mine|latest|new|search|count|stats|status|health|login|logout|export|import|batch|bulk|recent|all|default|config|settings|schema|metadata|api)$/i;

/** Property names whose value is what a path calls the thing by. */
const idName =
  /^(?:_?id|uuid|guid|slug|name|user_?name|login|handle|code|key|sku|ref(?:erence)?|number|email|[a-z_]+_id|[a-z]+Id)$/;

/** Replaces what stands for one thing of many by a parameter, in all samples together: one path, one template. */
export function templatePaths(samples: readonly Sample[]): readonly Templated[] {
  const found: Templated[] = [];
  divide({ samples, parts: [] }, found);
  return found;
}

interface Group {
  readonly samples: readonly Sample[];
  readonly parts: readonly Part[];
}

/** An explicit list of groups: depth costs no stack. */
function divide(start: Group, found: Templated[]): void {
  const groups = [start];
  for (let group = groups.pop(); group; group = groups.pop()) {
    const { samples, parts } = group;
    const index = parts.length;
    for (const sample of samples) if (sample.segments.length === index) found.push({ sample, parts });
    const longer = samples.filter(({ segments }) => segments.length > index);
    groups.push(...branches(longer, parts));
  }
}

function branches(samples: readonly Sample[], parts: readonly Part[]): readonly Group[] {
  const index = parts.length;
  const isThing = ({ segments }: Sample) => stands(segments[index]!);
  const things = samples.filter(isThing);
  const words = groupBy(
    samples.filter((sample) => !isThing(sample)),
    ({ segments }) => segments[index] as string,
  );
  for (const word of alike(words, parts)) {
    for (const sample of words.get(word)!) things.push(sample);
    words.delete(word);
  }
  const groups = [...words].map(([word, of]) => ({ samples: of, parts: [...parts, word] }));
  return things.length
    ? [...groups, { samples: things, parts: [...parts, { parameter: nameFor(things, parts) }] }]
    : groups;
}

const stands = (segment: Segment): boolean => typeof segment !== 'string' || (!isVersion(segment) && isId(segment));

/** Words at one place that are ids after all: their answers say so, or look the same. */
function alike(words: ReadonlyMap<string, readonly Sample[]>, parts: readonly Part[]): ReadonlySet<string> {
  const last = parts.at(-1);
  if (last === undefined || (typeof last === 'string' && (isVersion(last) || reserved.test(last)))) return new Set();
  const index = parts.length;
  const candidates = [...words].filter(([word]) => !reserved.test(word));
  const ids = new Set(candidates.filter(([word, of]) => of.some((one) => names(one, word))).map(([word]) => word));
  const least = typeof last === 'string' && /[^s]s$/i.test(last) ? 2 : 3;
  const bySign = new Map<string, Set<string>>();
  for (const [word, of] of candidates) {
    for (const sign of new Set(of.flatMap((one) => signOf(one, index) ?? []))) {
      bySign.set(sign, (bySign.get(sign) ?? new Set()).add(word));
    }
  }
  for (const same of bySign.values()) if (same.size >= least) for (const word of same) ids.add(word);
  return ids;
}

/** The thing that a call is about calls itself by the word of the path. */
function names({ answer, body }: Sample, word: string): boolean {
  return [answer?.body?.value, body?.value].some((value) => {
    const thing = isFields(value) && isFields(value.data) ? value.data : value;
    return isFields(thing) && Object.entries(thing).some(([name, said]) => said === word && idName.test(name));
  });
}

/** What a call and its answer look like; undefined where the answer says too little to compare by. */
function signOf({ method, segments, answer }: Sample, index: number): string | undefined {
  const value = answer?.body?.value;
  if (!answer || answer.status >= 300 || !isFields(value) || Object.keys(value).length < 2) return undefined;
  const outline = outlineOf(value, 0);
  if (outline === undefined) return undefined;
  const rest = segments.slice(index + 1).map((one) => (typeof one === 'string' && !isId(one) ? one : '{}'));
  return `${method} ${rest.join('/')} ${outline}`;
}

/** Names in a value, to a depth; undefined where an empty list hides what makes the difference. */
function outlineOf(value: unknown, depth: number): string | undefined {
  if (Array.isArray(value)) return value.length ? outlineOf(value[0], depth) : undefined;
  if (!isFields(value)) return '';
  if (depth > 4) return '{}';
  const inner = Object.keys(value)
    .sort()
    .map((name) => [name, outlineOf(value[name], depth + 1)] as const);
  return inner.some(([, of]) => of === undefined) ? undefined : `{${inner.map(([name, of]) => name + of).join(',')}}`;
}

/** The author's name for it, or one made of the word before: `orders` -> `orderId`. */
function nameFor(things: readonly Sample[], parts: readonly Part[]): string {
  const index = parts.length;
  const named = things
    .map(({ segments }) => segments[index])
    .find((one): one is Exclude<Segment, string> => typeof one === 'object');
  const word = parts.findLast((part) => typeof part === 'string');
  const wanted = named?.name ?? (word === undefined ? 'id' : `${camel(singular(word))}Id`);
  const taken = new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.parameter])));
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}${count}`;
  return name;
}

function singular(word: string): string {
  if (/ies$/i.test(word) && word.length > 4) return word.replace(/ies$/i, 'y');
  if (/(?:ss|x|ch|sh)es$/i.test(word)) return word.slice(0, -2);
  return /[^su]s$/i.test(word) ? word.slice(0, -1) : word;
}

/** `user-accounts.v2` -> `userAccountsV2`; always a word. */
export function camel(text: string): string {
  const [first = '', ...more] = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = first.charAt(0).toLowerCase() + first.slice(1) + more.map(capital).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `x${joined}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const pathOf = (parts: readonly Part[]): string =>
  `/${parts.map((part) => (typeof part === 'string' ? part : `{${part.parameter}}`)).join('/')}`;
