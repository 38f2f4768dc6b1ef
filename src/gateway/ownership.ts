import type { AnsweredForm, Operation, OwnerRule } from '../model/types.js';
import type { LearnedOwner } from '../store/learned-owner.js';
import type { Denial, Exchange } from './exchange.js';
import type { AnswerHandler, GuardContext, RequestHandler } from './guard.js';
import { notOwned, objectIds } from './object-ids.js';
import { parsePointer, valuesAt } from './pointer.js';
import { idText, principalField } from './principal-field.js';
import { RecentMap } from './recent-map.js';
import { hasAnyRole } from './role-inclusion.js';

/** Rules of one operation, and which part of what is remembered they compare. */
export interface Ownership {
  readonly rules: readonly OwnerRule[];
  readonly side: 'owner' | 'tenant';
}

/** Whether the object is the caller's; `answer` when only the answer of this call can say. */
type Asked = boolean | 'answer';
type Ask = (exchange: Exchange, id: string, own: string) => Promise<Asked>;

const mostLookups = 10_000;
/** Objects with more owners are asked for each time: what is remembered must stay small. */
const mostOwners = 16;

/** Exchanges whose answer must show the owner, by rule: what was remembered did not say it. */
const openAnswers = new WeakMap<Exchange, Set<OwnerRule>>();

/** Every owner that the pointer finds; undefined when one is absent. */
function ownersIn(field: string): (value: unknown) => readonly string[] | undefined {
  const steps = parsePointer(field);
  return (value) => {
    const { values, absent } = valuesAt(value, steps);
    const texts = values.map(idText).filter((text) => text !== undefined);
    return absent === 0 && texts.length > 0 && texts.length === values.length ? texts : undefined;
  };
}

function allAre(owners: readonly string[] | undefined, own: string): boolean {
  return owners !== undefined && owners.every((owner) => owner === own);
}

/** What the caller is compared as; undefined for a caller who owns nothing. */
function callerOf(rule: OwnerRule): (exchange: Exchange) => string | undefined {
  const read = principalField(rule.is);
  return ({ principal }) => (principal ? read(principal) : undefined);
}

/** What the upstream said, for as long as the policy allows: to this credential only, which may see what others may not. */
function lookupOwner(form: Extract<AnsweredForm, { kind: 'lookup' }>, { services }: GuardContext): Ask {
  const owners = ownersIn(form.field);
  const known = new RecentMap<string, { readonly owners: readonly string[]; readonly until: number }>(mostLookups);
  return async (exchange, id, own) => {
    const name = JSON.stringify([exchange.principal?.credential, exchange.pathParams, id]);
    const before = form.cacheSeconds > 0 ? known.get(name) : undefined;
    if (before && before.until > services.clock.monotonic()) return allAre(before.owners, own);
    const found = owners(await services.lookup.fetchObject(exchange, form.operationId, id));
    if (found && form.cacheSeconds > 0 && found.length <= mostOwners) {
      known.set(name, { owners: found, until: services.clock.monotonic() + form.cacheSeconds * 1000 });
    }
    return allAre(found, own);
  };
}

interface Subject {
  readonly rule: OwnerRule;
  readonly side: Ownership['side'];
  readonly context: GuardContext;
}

function learnedOwner({ rule, side, context }: Subject, otherwise: AnsweredForm | undefined): Ask {
  const { learned } = context.services;
  const lookUp = otherwise?.kind === 'lookup' ? lookupOwner(otherwise, context) : undefined;
  return async (exchange, id, own) => {
    const found = await learned?.find({ api: context.model.name, resource: rule.resource, id });
    const remembered = valueFor(found, rule, side);
    if (remembered !== undefined) return remembered === own;
    if (lookUp) return lookUp(exchange, id, own);
    return otherwise ? 'answer' : false;
  };
}

/** What was remembered of another field of the principal says nothing. */
function valueFor(learned: LearnedOwner | undefined, { is }: OwnerRule, side: Ownership['side']): string | undefined {
  const said = learned?.[side];
  return said?.is === is ? said.value : undefined;
}

function askOf(subject: Subject): Ask {
  const { form } = subject.rule;
  if (form.kind === 'lookup') return lookupOwner(form, subject.context);
  if (form.kind === 'learned') return learnedOwner(subject, form.otherwise);
  return async (_exchange, id, own) => id === own;
}

/** Every id must be the caller's; one that only the answer can tell leaves the rule open until then. */
async function judgeIds(
  exchange: Exchange,
  { ids, own, ask, rule }: { ids: readonly string[]; own: string; ask: Ask; rule: OwnerRule },
): Promise<Denial | undefined> {
  for (const id of ids) {
    const verdict = await ask(exchange, id, own);
    if (verdict === false) return notOwned(rule.resource);
    if (verdict === 'answer') leaveOpen(exchange, rule);
  }
  return undefined;
}

function leaveOpen(exchange: Exchange, rule: OwnerRule): void {
  const open = openAnswers.get(exchange) ?? new Set();
  openAnswers.set(exchange, open.add(rule));
}

function requestCheck(subject: Subject, operation: Operation): RequestHandler | null {
  const { rule, context } = subject;
  if (rule.form.kind === 'field') return null;
  const callerIn = callerOf(rule);
  const idsIn = objectIds(rule, operation, context.model);
  const ask = rule.form.kind === 'id' ? undefined : askOf(subject);
  return (exchange) => {
    if (hasAnyRole(exchange.roles, rule.crossedBy)) return undefined;
    const found = idsIn(exchange);
    if (found.denial) return found.denial;
    if (found.unnamed) return undefined;
    const own = callerIn(exchange);
    if (own === undefined || found.ids === undefined) return notOwned(rule.resource);
    if (!ask) return found.ids.every((id) => id === own) ? undefined : notOwned(rule.resource);
    return judgeIds(exchange, { ids: found.ids, own, ask, rule });
  };
}

/** Field in the answer that says whose it is, and whether this call's answer must be looked at. */
function answerField({ form }: OwnerRule): string | undefined {
  if (form.kind === 'field') return form.field;
  return form.kind === 'learned' && form.otherwise?.kind === 'field' ? form.otherwise.field : undefined;
}

function answerCheck(rule: OwnerRule): AnswerHandler | null {
  const field = answerField(rule);
  if (field === undefined) return null;
  const callerIn = callerOf(rule);
  const owners = ownersIn(field);
  const always = rule.form.kind === 'field';
  return (exchange, answer) => {
    if (answer.status < 200 || answer.status > 299) return undefined;
    if (hasAnyRole(exchange.roles, rule.crossedBy)) return undefined;
    if (!always && !openAnswers.get(exchange)?.has(rule)) return undefined;
    const own = callerIn(exchange);
    return own !== undefined && allAre(owners(answer.json()), own) ? undefined : notOwned(rule.resource);
  };
}

async function rest(first: Promise<Denial | undefined>, others: readonly RequestHandler[], exchange: Exchange) {
  const denial = await first;
  if (denial) return denial;
  for (const check of others) {
    const next = await check(exchange);
    if (next) return next;
  }
  return undefined;
}

/** Judges the ids of a request; `null` where no rule can say anything before the answer. */
export function compileOwnership(
  { rules, side }: Ownership,
  operation: Operation,
  context: GuardContext,
): RequestHandler | null {
  const checks = rules
    .map((rule) => requestCheck({ rule, side, context }, operation))
    .filter((check) => check !== null);
  if (checks.length === 0) return null;
  return function checkOwnership(exchange) {
    for (const [i, check] of checks.entries()) {
      const denial = check(exchange);
      if (denial instanceof Promise) return rest(denial, checks.slice(i + 1), exchange);
      if (denial) return denial;
    }
    return undefined;
  };
}

/** Judges the answer where it alone shows whose the object is. */
export function compileAnswerOwnership({ rules }: Pick<Ownership, 'rules'>): AnswerHandler | null {
  const checks = rules.map(answerCheck).filter((check) => check !== null);
  if (checks.length === 0) return null;
  return async function checkAnswerOwnership(exchange, answer) {
    for (const check of checks) {
      const denial = await check(exchange, answer);
      if (denial) return denial;
    }
    return undefined;
  };
}
