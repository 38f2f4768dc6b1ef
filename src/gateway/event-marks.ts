import { hash as digestOf, randomBytes } from 'node:crypto';
import type { SecurityEvent } from '../core/events.js';
import { personIn, personToken, principalToken } from '../core/person-token.js';
import type { Principal } from '../identity/principal.js';
import type { DetectionsPolicy, Operation } from '../model/types.js';
import { signalsOf } from './event-signals.js';
import type { Denial } from './exchange.js';
import type { LiveExchange } from './live-exchange.js';
import { parsePointer, valueAt } from './pointer.js';
import { RecentMap } from './recent-map.js';
import { readJson } from './request-json.js';

/** An event that is being made. */
export type EventDraft = { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] };

/** What the policy says about places of events. */
export type MarksPolicy = Pick<DetectionsPolicy, 'logins' | 'refreshes' | 'sessionCookie' | 'decoys'>;

/** Told whose token stands in events, when it is made. Must not throw. */
export type OnPerson = (token: string, person: string) => void;

export interface PersonsPolicy {
  /** Tokens stand in place of names from now on. */
  readonly hidesPersons?: boolean;
  readonly onPerson?: OnPerson | undefined;
}

const noPolicy: MarksPolicy = {
  logins: [],
  refreshes: [],
  sessionCookie: undefined,
  decoys: { paths: [], keys: [], objects: [], fields: [] },
};

const letters = 8;
const mostAgents = 10_000;
const mostPersons = 10_000;
const wholeNumber = /^\d{1,15}$/;

/**
 * Puts the signals for detectors into events (see `SecurityEvent`). Values become keyed hashes, which tell two of them
 * apart and say nothing of them: 48 bits, equal in all workers that have the key.
 */
export class EventMarks {
  readonly #key: string;
  /** Moves whole-number ids: neighbours stay neighbours. */
  readonly #shift: number;
  readonly #agents = new RecentMap<string, string>(mostAgents);
  #persons = new RecentMap<string, string>(mostPersons);
  readonly #personKey: Uint8Array;
  #hidesPersons = false;
  #onPerson: OnPerson | undefined;
  #policy: MarksPolicy = noPolicy;
  #places = new Map<string, { readonly field: 'account' | 'session'; readonly steps: readonly string[] }>();

  constructor(key: Uint8Array = randomBytes(32), keyOfPersons: Uint8Array = randomBytes(32)) {
    this.#personKey = keyOfPersons;
    this.#key = Buffer.from(key).toString('base64url');
    this.#shift = Number.parseInt(digestOf('sha256', `${this.#key} shift`, 'hex').slice(0, 11), 16);
  }

  /** Takes what a policy names. */
  use(policy: MarksPolicy, { hidesPersons = false, onPerson }: PersonsPolicy = {}): void {
    this.#hidesPersons = hidesPersons;
    // Whoever was seen before it mattered is told of again.
    if (this.#onPerson !== onPerson) this.#persons = new RecentMap(mostPersons);
    this.#onPerson = onPerson;
    this.#policy = policy;
    const placed = (field: 'account' | 'session', list: MarksPolicy['logins']) =>
      list.map(({ api, id, pointer }) => [`${api} ${id}`, { field, steps: parsePointer(pointer) }] as const);
    this.#places = new Map([...placed('account', policy.logins), ...placed('session', policy.refreshes)]);
  }

  get policy(): MarksPolicy {
    return this.#policy;
  }

  hash(text: string): string {
    return digestOf('sha256', this.#key + text, 'base64url').slice(0, letters);
  }

  /** How events, and blocks, name a principal. */
  principalOf({ id }: Pick<Principal, 'id'>): string {
    if (!this.#hidesPersons) return id;
    const known = this.#persons.get(id);
    if (known !== undefined) return known;
    const made = principalToken(this.#personKey, id);
    this.#persons.set(id, made);
    const person = this.#onPerson && personIn(id);
    if (person !== undefined) this.#onPerson!(personToken(this.#personKey, person), person);
    return made;
  }

  /** How they name its credential: the one of a user with a password is the name itself. */
  credentialOf({ id, credential }: Pick<Principal, 'id' | 'credential'>): string {
    const isName = this.#hidesPersons && id.endsWith(`:${credential.id}`) && !id.startsWith('key:');
    return isName ? personToken(this.#personKey, credential.id) : credential.id;
  }

  /** Hash of a user agent; undefined without one. */
  agentOf(userAgent: string | undefined): string | undefined {
    if (userAgent === undefined) return undefined;
    const known = this.#agents.get(userAgent);
    if (known !== undefined) return known;
    const made = this.hash(userAgent);
    this.#agents.set(userAgent, made);
    return made;
  }

  /** Hash of the session cookie; undefined when the policy names none, or it was not sent. */
  sessionOf(cookies: string | undefined): string | undefined {
    const name = this.#policy.sessionCookie;
    if (name === undefined || cookies === undefined) return undefined;
    const pair = cookies.split(';').find((part) => part.trimStart().startsWith(`${name}=`));
    return pair && this.hash(pair.slice(pair.indexOf('=') + 1).trim());
  }

  mark(event: EventDraft, exchange: LiveExchange, denial?: Denial): void {
    const { operation } = exchange;
    const agent = this.agentOf(exchange.headers['user-agent']);
    if (agent !== undefined) event.agent = agent;
    const session = this.sessionOf(exchange.headers.cookie);
    if (session !== undefined) event.session = session;
    const objectId = operation && objectIdOf(operation, exchange);
    if (objectId !== undefined) {
      event.object = this.hash(objectId);
      if (wholeNumber.test(objectId)) event.objectNumber = Number(objectId) + this.#shift;
    }
    if (this.#places.size > 0) this.#markPlace(event, exchange);
    if (exchange.limitUsed !== undefined) event.limitUsed = exchange.limitUsed;
    if (exchange.cost !== undefined) event.cost = exchange.cost;
    if (operation?.path === '*') event.template = this.hash(templateOf(exchange.path));
    const credential = denial?.detail?.['credential'];
    if (event.credentialId === undefined && typeof credential === 'string') event.credentialId = credential;
    const signals = signalsOf(exchange, { event, denial, objectId, marks: this });
    if (signals !== '') event.signals = signals;
  }

  #markPlace(event: EventDraft, exchange: LiveExchange): void {
    const { api, operationId } = event;
    const place = this.#places.get(`${api} ${operationId}`);
    if (!place) return;
    // A body that cannot be read names nobody.
    if (readJson(exchange)) return;
    const value = valueAt(exchange.json, place.steps);
    if (typeof value !== 'string' || value === '') return;
    // Spellings that services take for one account are one.
    event[place.field] = this.hash(place.field === 'account' ? value.normalize('NFKC').trim().toLowerCase() : value);
  }
}

/** Id of the object that the call is about, where it stands in the path or in a decoded parameter. */
function objectIdOf({ resource }: Operation, { pathParams, params }: LiveExchange): string | undefined {
  if (!resource || resource.id.in === 'body') return undefined;
  const { in: place, name } = resource.id;
  const value = place === 'path' ? pathParams[name] : params?.[place][name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** A path with what looks like ids taken out: numbers, UUIDs, long or mixed words. */
function templateOf(path: string): string {
  const isId = (part: string) => /^\d+$|^[\da-f-]{16,}$|\d.*\d.*\d|^.{33,}$/i.test(part);
  return path
    .split('/')
    .map((part) => (isId(part) ? '{}' : part))
    .join('/');
}
