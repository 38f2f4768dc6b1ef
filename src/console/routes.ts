import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ConsoleOperation } from './operation.js';
import { Refusal, type ProblemPlace } from './problem.js';
import { closed } from './schemas.js';

/** An operation with what was compiled of it. */
export interface Route {
  readonly operation: ConsoleOperation;
  readonly names: readonly string[];
  /** Throws `Refusal` 422 with the place. */
  readQuery(search: URLSearchParams): Readonly<Record<string, unknown>>;
  checkBody(body: unknown): void;
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Compiled extends Route {
  readonly pattern: RegExp;
}

/** Finds the operation of a call; the same table is the OpenAPI document. */
export class Routes {
  readonly #routes: readonly Compiled[];

  constructor(operations: readonly ConsoleOperation[]) {
    // Ours alone, and known: unlike those of users, no pattern of theirs can be slow.
    const ajv = new Ajv2020({
      allErrors: true,
      strict: true,
      useDefaults: true,
      coerceTypes: false,
      validateFormats: false,
    });
    const query = new Ajv2020({
      allErrors: true,
      strict: true,
      useDefaults: true,
      coerceTypes: true,
      validateFormats: false,
    });
    // Words before parameters: /findings/groups is no finding.
    const sorted = operations.toSorted((a, b) => specificity(a.path).localeCompare(specificity(b.path)));
    this.#routes = sorted.map((operation) => compile(operation, query, ajv));
  }

  /** Throws `Refusal` 404 and 405; `path` is below `/api/v1`. */
  find(method: string, path: string): Found {
    const here = this.#routes.flatMap((route) => {
      const match = route.pattern.exec(path);
      return match ? [{ route, match }] : [];
    });
    const first = here[0];
    if (!first) throw new Refusal(404, 'NOT_FOUND', 'The control API has no such resource');
    const same = here.filter(({ route }) => route.operation.path === first.route.operation.path);
    const found = same.find(({ route }) => route.operation.method === method);
    if (!found) {
      const allowed = same.map(({ route }) => route.operation.method).join(', ');
      throw new Refusal(405, 'METHOD_NOT_ALLOWED', `${method} is not known here`, { expected: allowed });
    }
    const values = found.match.slice(1).map(decode);
    return { route: found.route, params: Object.fromEntries(found.route.names.map((name, i) => [name, values[i]!])) };
  }
}

/** A parameter sorts after every word. */
const specificity = (path: string): string => path.replaceAll(/\{\w+\}/g, '\u{10ffff}');

function decode(text: string): string {
  try {
    const value = decodeURIComponent(text);
    if (value.length <= 400 && !/\p{Cc}/u.test(value)) return value;
  } catch {
    // said below
  }
  throw new Refusal(400, 'REQUEST_MALFORMED', 'The path is malformed');
}

function compile(operation: ConsoleOperation, query: Ajv2020, ajv: Ajv2020): Compiled {
  const parts = operation.path.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const checkQuery = query.compile(closed(operation.query ?? {}));
  const checkBody = operation.body && ajv.compile(operation.body);
  return {
    operation,
    names: [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    pattern: new RegExp(`^${parts.join('([^/]+)')}$`),
    readQuery(search) {
      const values: Record<string, unknown> = {};
      for (const [name, value] of search) {
        if (Object.hasOwn(values, name)) throw invalid([{ pointer: `/${name}`, detail: `${name} is given twice` }]);
        values[name] = value;
      }
      check(checkQuery, values, 'query');
      return values;
    },
    checkBody(body) {
      if (checkBody) check(checkBody, body, 'body');
      else if (body !== undefined) throw invalid([{ pointer: '', detail: 'No body is expected here' }]);
    },
  };
}

function check(validate: ValidateFunction, value: unknown, what: string): void {
  if (validate(value)) return;
  const errors = (validate.errors ?? []).slice(0, 20).map(({ instancePath, message, params }): ProblemPlace => {
    const { additionalProperty, missingProperty } = params as Record<string, string | undefined>;
    const name = additionalProperty ?? missingProperty;
    const pointer = name === undefined ? instancePath : `${instancePath}/${name}`;
    const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues;
    return {
      pointer,
      detail: `${pointer || what} ${message ?? 'is wrong'}`,
      ...(allowed ? { expected: allowed.join(', ') } : {}),
    };
  });
  throw invalid(errors);
}

function invalid(errors: readonly ProblemPlace[]): Refusal {
  const [first] = errors;
  return new Refusal(422, 'REQUEST_INVALID', first?.detail ?? 'The request is invalid', { errors });
}
