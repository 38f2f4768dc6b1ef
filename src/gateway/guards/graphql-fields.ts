import { getArgumentValues, getVariableValues, GraphQLError } from 'graphql';
import type { ApiModel, GraphqlSchema, Operation } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { makePlanner, type DocumentPlan, type FieldCall, type OperationPlan } from '../graphql-plan.js';
import { fieldGuards } from '../field-guards.js';
import { readGraphql, type GraphqlRequest } from '../graphql-request.js';
import { defineGuard, type GuardContext } from '../guard.js';
import { compilePipeline, judge, type Pipeline } from '../pipeline.js';
import { RecentMap } from '../recent-map.js';
import { readJson } from '../request-json.js';
import { hasAnyRole } from '../role-inclusion.js';

const mostDocuments = 256;

/** A root field as it is judged. */
interface Field {
  readonly operation: Operation;
  readonly pipeline: Pipeline;
  /** Path in the answer, without lists -> roles that may read it. */
  readonly hidden: readonly (readonly [path: string, roles: readonly string[]])[];
}

function invalid(reason: string): Denial {
  return deny('BODY_INVALID', { errors: [{ in: 'body', pointer: '/query', reason }] });
}

/** Guards that judge a root field like an operation; who calls is asked again only where fields differ in it. */
function fieldsOf(carrier: Operation, context: GuardContext): ReadonlyMap<string, Field> {
  const asked = credentialsOf(carrier);
  const fields = [...context.model.operations.values()].filter(({ graphql }) => graphql?.transport === carrier.id);
  return new Map(
    fields.map((operation) => {
      const asksAgain = credentialsOf(operation) !== asked;
      const own = asksAgain ? fieldGuards : fieldGuards.filter(({ phase }) => phase !== 'authenticate');
      const hidden = [...operation.policy.readProperties].map(
        ([pointer, roles]) => [pointer.replaceAll('/*', ''), roles] as const,
      );
      const pipeline = compilePipeline(withoutTaken(operation, carrier), own, context);
      return [operation.id, { operation, pipeline, hidden }];
    }),
  );
}

/** Without the one that is none: that a field needs a caller, its guard of roles says. */
function credentialsOf({ policy }: Operation): string {
  return JSON.stringify(policy.requirements.filter(({ length }) => length > 0));
}

/** Limits that count all operations together were taken from once for the whole request. */
function withoutTaken(field: Operation, carrier: Operation): Operation {
  const taken = new Map(carrier.policy.rateLimits.map(({ id, cost }) => [id, cost]));
  const rateLimits = field.policy.rateLimits.flatMap((limit) => {
    const cost = limit.cost - (taken.get(limit.id) ?? 0);
    return cost > 0 ? [{ ...limit, cost }] : [];
  });
  return { ...field, policy: { ...field.policy, rateLimits } };
}

/** `User.email` -> roles that may read it. */
function readRules({ propertyRules }: ApiModel): ReadonlyMap<string, readonly string[]> {
  const rules = [...propertyRules].flatMap(([type, properties]) =>
    [...properties].flatMap(([name, { read }]) => (read ? [[`${type}.${name}`, read] as const] : [])),
  );
  return new Map(rules);
}

/** Judges the calls of one carrier. */
class FieldJudge {
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #reads: ReadonlyMap<string, readonly string[]>;
  readonly #planner: ReturnType<typeof makePlanner>;
  readonly #plans = new RecentMap<string, DocumentPlan | string>(mostDocuments);
  readonly #maxTokens: number;

  constructor(carrier: Operation, context: GuardContext, { sdl }: GraphqlSchema) {
    this.#fields = fieldsOf(carrier, context);
    this.#reads = readRules(context.model);
    this.#planner = makePlanner(sdl);
    this.#maxTokens = carrier.policy.graphql?.maxTokens ?? 0;
  }

  /** A text says why the request does not fit the schema. */
  async judge(exchange: Exchange, request: GraphqlRequest): Promise<Denial | string | undefined> {
    const plan = this.#planOf(request);
    if (typeof plan === 'string') return plan;
    const { operationName, variables: inputs } = request;
    const chosen = operationName === undefined ? plan : plan.filter(({ name }) => name === operationName);
    const [operation] = chosen;
    if (!operation || chosen.length > 1) return 'names no one operation';
    const { coerced } = getVariableValues(this.#planner.schema, operation.variables, inputs, { maxErrors: 1 });
    if (!coerced) return 'has variables that do not match the schema';
    return this.#judgeCalls(exchange, operation, coerced);
  }

  /** What has no text cannot be looked at: only documents that were seen before are known by their hash. */
  #planOf({ query }: GraphqlRequest): DocumentPlan | string {
    if (query === undefined) return 'stands for a document that is not known here';
    const known = this.#plans.get(query);
    if (known !== undefined) return known;
    const plan = this.#planner.plan(query, this.#maxTokens);
    this.#plans.set(query, plan);
    return plan;
  }

  async #judgeCalls(
    exchange: Exchange,
    { calls }: OperationPlan,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Denial | string | undefined> {
    for (const call of calls) {
      const given = argumentsOf(call, variables);
      if (!given) return 'has arguments that do not match the schema';
      const field = this.#fields.get(call.operationId);
      if (!field) return 'asks for a field that is not known';
      const denial = (await judgeField(exchange, field, given)) ?? this.#judgeReads(exchange, call, field);
      if (denial) return { ...denial, detail: { ...denial.detail, field: call.operationId } };
    }
    return undefined;
  }

  /** OWASP API3:2023. Aliases could hide a property from who looks at the answer, so that it is not asked for at all. */
  #judgeReads({ roles, wouldDeny }: Exchange, { coordinates, paths }: FieldCall, field: Field): Denial | undefined {
    const closed = (wanted: readonly string[]) => !hasAnyRole(roles, wanted);
    const byType = [...coordinates].find((name) => this.#reads.has(name) && closed(this.#reads.get(name)!));
    const byPath = field.hidden.find(([path, wanted]) => paths.has(path) && closed(wanted))?.[0];
    const asked = byType ?? byPath;
    if (asked === undefined) return undefined;
    const reason = `asks for ${asked}, which the caller may not read`;
    const denial = deny('ROLE_MISSING', { errors: [{ in: 'body', pointer: '/query', reason }] });
    const { mode, enforcedGuards } = field.operation.policy;
    if (mode === 'enforce' || enforcedGuards.has('read-properties')) return denial;
    if (mode === 'monitor') wouldDeny.push({ ...denial, guard: 'read-properties' });
    return undefined;
  }
}

function argumentsOf(
  { definition, node }: FieldCall,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(definition, node, variables);
  } catch (cause) {
    if (cause instanceof GraphQLError) return undefined;
    throw cause;
  }
}

/** The guards of the field see its arguments where they would see the body. */
async function judgeField(exchange: Exchange, { pipeline }: Field, given: object): Promise<Denial | undefined> {
  const whole = exchange.json;
  exchange.json = given;
  try {
    return (await judge(pipeline.head, exchange)) ?? (await judge(pipeline.tail, exchange));
  } finally {
    exchange.json = whole;
  }
}

/**
 * OWASP API1, API3, API5:2023, CWE-285. Every field at the root of a GraphQL request is judged like an operation: roles,
 * scopes, limits, owners and conditions of its own, with its arguments as the body. A document must match the schema.
 */
export default defineGuard({
  id: 'graphql-fields',
  phase: 'validate',
  title: 'Fields of GraphQL requests',
  // Each field has a mode of its own.
  monitorable: false,
  settings: ['graphql'],

  compile(carrier, context) {
    const { graphql } = context.model;
    if (!graphql || !carrier.carriesGraphql) return null;
    const fields = new FieldJudge(carrier, context, graphql);
    const { mode } = carrier.policy;

    return async function judgeFields(exchange) {
      const unread = readJson(exchange);
      if (unread) return unread;
      const { requests, reason } = readGraphql(exchange);
      if (reason !== undefined) return invalid(reason);
      for (const request of requests) {
        const verdict = await fields.judge(exchange, request);
        if (verdict === undefined) continue;
        const denial = typeof verdict === 'string' ? invalid(verdict) : verdict;
        if (typeof verdict !== 'string' || mode === 'enforce') return denial;
        if (mode === 'monitor') exchange.wouldDeny.push({ ...denial, guard: 'graphql-fields' });
      }
      return undefined;
    };
  },
});
