import { groupBy } from './group-by.js';
import { keyOf, isKeyHeader, isKeyQuery } from './credentials.js';
import type { Credential, Pair, Sample, SampleBody } from './sample.js';
import { isName } from './segments.js';
import { scalarOf, schemaOf, Shape, type Schema } from './shape.js';
import { camel, capital, pathOf, templatePaths, type Part, type Templated } from './templates.js';

/** A contract made from samples, and what it could not tell. */
export interface Draft {
  readonly document: Schema;
  readonly operations: number;
  /** Some call said who makes it. */
  readonly hasCredentials: boolean;
  /** Operations that nobody was asked for credentials at, in a file that has some: `POST /login`. */
  readonly open: readonly string[];
}

export interface DraftFacts {
  readonly title: string;
  readonly samples: readonly Sample[];
  /** Where the calls went. */
  readonly server: string | undefined;
}

/** Methods that a contract can name (OpenAPI 3.1, 4.8.9). */
export const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'head', 'patch', 'trace']);

/** OpenAPI 3.1 for calls that were seen: names, types and forms of what was in them, never a value. */
export function draftContract({ title, samples, server }: DraftFacts): Draft {
  const schemes = nameSchemes(samples);
  const taken = new Set<string>();
  const paths: Record<string, Record<string, Schema>> = {};
  const byOperation = groupBy(templatePaths(samples), ({ sample, parts }) => `${sample.method} ${pathOf(parts)}`);
  for (const key of [...byOperation.keys()].sort(byPath)) {
    const [method = '', path = ''] = key.split(/ (.*)/s);
    const calls = byOperation.get(key)!;
    const operationId = freeName(operationName(method, calls[0]!.parts), taken);
    (paths[path] ??= {})[method] = operationOf({ operationId, calls, schemes });
  }
  const document = {
    openapi: '3.1.0',
    'x-inferred': true,
    info: {
      title,
      version: '0.0.0',
      description: 'A draft made from samples of calls: what no sample showed is missing.',
    },
    ...(server === undefined ? {} : { servers: [{ url: server }] }),
    paths,
    ...(schemes.size ? { components: { securitySchemes: schemeObjects(schemes) } } : {}),
  };
  const isOpen = (of: readonly Templated[]) => of.every(({ sample }) => sample.credentials.length === 0);
  const open = schemes.size ? [...byOperation].filter(([, of]) => isOpen(of)).map(([key]) => labelOf(key)) : [];
  return { document, operations: byOperation.size, hasCredentials: schemes.size > 0, open };
}

const labelOf = (key: string): string => key.replace(/^\S+/, (method) => method.toUpperCase());

/** Paths in order, a path before those below it. */
function byPath(a: string, b: string): number {
  const [left, right] = [a, b].map((key) => key.replace(/^(\S+) (.*)$/s, '$2 $1')) as [string, string];
  return left < right ? -1 : Number(left > right);
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}${count}`;
  taken.add(name);
  return name;
}

/** `get /orders/{orderId}/lines` -> `getOrdersByOrderIdLines`. */
function operationName(method: string, parts: readonly Part[]): string {
  const words = parts.map((part) =>
    typeof part === 'string' ? capital(camel(part)) : `By${capital(camel(part.parameter))}`,
  );
  return `${method}${words.join('') || 'Root'}`;
}

type Schemes = ReadonlyMap<string, { readonly name: string; readonly credential: Credential }>;

function nameSchemes(samples: readonly Sample[]): Schemes {
  const schemes = new Map<string, { name: string; credential: Credential }>();
  const taken = new Set<string>();
  for (const credential of samples.flatMap(({ credentials }) => credentials)) {
    const key = keyOf(credential);
    if (schemes.has(key)) continue;
    const wanted =
      credential.type === 'http' ? credential.scheme : `${camel(credential.name)}${capital(credential.in)}`;
    schemes.set(key, { name: freeName(wanted, taken), credential });
  }
  return schemes;
}

function schemeObjects(schemes: Schemes): Schema {
  return Object.fromEntries([...schemes.values()].map(({ name, credential }) => [name, credential]));
}

interface OperationFacts {
  readonly operationId: string;
  readonly calls: readonly Templated[];
  readonly schemes: Schemes;
}

function operationOf({ operationId, calls, schemes }: OperationFacts): Schema {
  const samples = calls.map(({ sample }) => sample);
  const parameters = [...pathParameters(calls), ...queryParameters(samples), ...headerParameters(samples)];
  const content = contentOf(samples.flatMap(({ body }) => body ?? []));
  const isAlways = samples.every(({ body }) => body !== undefined);
  return {
    operationId,
    ...(schemes.size ? { security: securityOf(samples, schemes) } : {}),
    ...(parameters.length ? { parameters } : {}),
    ...(content ? { requestBody: { ...(isAlways ? { required: true } : {}), content } } : {}),
    responses: responsesOf(samples),
  };
}

/** One call with credentials is enough to ask for them: what else was answered is no promise that anyone may call. */
function securityOf(samples: readonly Sample[], schemes: Schemes): readonly Schema[] {
  const sets = new Map<string, Schema>();
  for (const { credentials } of samples) {
    if (!credentials.length) continue;
    const names = credentials.map((one) => schemes.get(keyOf(one))!.name).sort();
    sets.set(names.join(' '), Object.fromEntries(names.map((name) => [name, []])));
  }
  return [...sets.values()];
}

function pathParameters(calls: readonly Templated[]): readonly Schema[] {
  const { parts } = calls[0]!;
  return parts.flatMap((part, index) => {
    if (typeof part === 'string') return [];
    const shape = new Shape();
    const values = calls.flatMap(({ sample }) => sample.segments[index]!).filter((one) => typeof one === 'string');
    // A parameter of a path is one text: a list of kinds would say nothing.
    const isMixed =
      values.some((one) => typeof scalarOf(one) !== 'number') &&
      values.some((one) => typeof scalarOf(one) === 'number');
    for (const one of values) shape.add(isMixed ? one : scalarOf(one));
    return [{ name: part.parameter, in: 'path', required: true, schema: { type: 'string', ...shape.toSchema() } }];
  });
}

function queryParameters(samples: readonly Sample[]): readonly Schema[] {
  return named(samples, ({ query }) => query.filter(({ name }) => !isKeyQuery(name))).map(({ name, values }) => {
    const isList = values.some((one) => one.length > 1);
    const read = values.map((one) => (isList ? one.map(scalarOf) : scalarOf(one[0]!)));
    return { name, in: 'query', schema: schemaOf(read) };
  });
}

/** Fields of the API itself; those of browsers, proxies and tracing say nothing about it. */
const ownHeader =
  /^(?:x-(?!forwarded|real-ip|requested-with|amz|amzn|cloud|b3|csrf|xsrf|datadog|newrelic|sentry|client-data|powered|devtools|envoy|correlation|trace).*|idempotency-key|if-match|if-none-match)$/i;

function headerParameters(samples: readonly Sample[]): readonly Schema[] {
  const wanted = ({ name }: Pair) => ownHeader.test(name) && !isKeyHeader(name);
  const lower = (sample: Sample) =>
    sample.headers.filter(wanted).map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  return named(samples, lower).map(({ name, values }) => ({
    name,
    in: 'header',
    schema: schemaOf(values.map(([one]) => scalarOf(one!))),
  }));
}

interface Named {
  readonly name: string;
  /** One list a sample that had it. */
  readonly values: readonly (readonly string[])[];
}

function named(samples: readonly Sample[], pairsOf: (sample: Sample) => readonly Pair[]): readonly Named[] {
  const sent = samples.flatMap((sample) => [...groupBy(pairsOf(sample), ({ name }) => name)]);
  return [...groupBy(sent, ([name]) => name)]
    .filter(([name]) => isName(name))
    .map(([name, of]) => ({
      name,
      values: of.map(([, pairs]) => pairs.map(({ value }) => value)),
    }));
}

function contentOf(bodies: readonly SampleBody[]): Schema | undefined {
  if (!bodies.length) return undefined;
  const byType = groupBy(bodies, ({ mediaType }) => mediaType);
  return Object.fromEntries(
    [...byType].map(([type, of]) => [type, { schema: schemaOf(of.map(({ value }) => value)) }]),
  );
}

function responsesOf(samples: readonly Sample[]): Schema {
  const answers = samples.flatMap(({ answer }) => answer ?? []);
  if (!answers.length) return { default: { description: 'No sample had an answer.' } };
  const byStatus = [...groupBy(answers, ({ status }) => String(status))].sort(([a], [b]) => Number(a) - Number(b));
  return Object.fromEntries(
    byStatus.map(([status, of]) => {
      const content = contentOf(of.flatMap(({ body }) => body ?? []));
      const description = `Seen in ${of.length} ${of.length === 1 ? 'sample' : 'samples'}.`;
      return [status, { description, ...(content ? { content } : {}) }];
    }),
  );
}
