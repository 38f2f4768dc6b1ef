import { callbackPath } from './single-sign-on.js';
import type { ConsoleOperation } from './operation.js';
import { closed, list, text, whole, type Schema } from './schemas.js';

const problem: Schema = closed(
  {
    type: text(200),
    title: text(200),
    status: whole(400, 599),
    detail: text(4000),
    code: text(60),
    requestId: text(60),
    expected: text(4000),
    hint: text(4000),
    errors: list(
      closed(
        {
          pointer: text(400),
          file: text(1000),
          line: whole(0, 10_000_000),
          column: whole(0, 10_000_000),
          detail: text(4000),
          expected: text(4000),
          hint: text(4000),
          code: text(60),
        },
        ['detail'],
      ),
      200,
    ),
  },
  ['type', 'title', 'status', 'detail', 'code', 'requestId'],
);

/** Answers that operations give besides their own; which of them depends on the operation. */
const refusals: Readonly<Record<string, string>> = {
  400: 'The request is malformed.',
  401: 'Nobody is logged in, or the session is over.',
  403: 'The role may not do this, or the token of the session is missing.',
  404: 'There is no such thing.',
  422: 'A value of the request cannot be used; `errors` says which.',
  429: 'Too many attempts; `Retry-After` says when again.',
  500: 'A fault of Portcullis.',
  503: 'The store is busy or away; `Retry-After` says when again.',
};

/** Document of the control API (OpenAPI 3.1), made of the table that routes it. */
export function openApiOf(operations: readonly ConsoleOperation[], version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of operations) {
    paths[each.path] ??= {};
    paths[each.path]![each.method.toLowerCase()] = describe(each);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control API of Portcullis',
      version,
      description:
        'What the console does, for programs as well. Changes answer with the same on the command line (`cli`).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [], csrf: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'portcullis',
          description: 'Set by `login`; `__Host-portcullis` where the console has TLS.',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'x-csrf-token',
          description: 'From the session; needed by writes.',
        },
        token: { type: 'http', scheme: 'bearer', description: 'A token for programs.' },
      },
      schemas: { Problem: problem },
      responses: {
        Problem: {
          description: 'The request was refused.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function describe({
  id,
  summary,
  roles,
  method,
  path,
  query,
  body,
  status = 200,
  mediaType,
  answer,
}: ConsoleOperation) {
  const readable = mediaType ?? (path === callbackPath.slice('/api/v1'.length) ? 'text/html' : 'application/json');
  const schema = readable === 'application/json' ? (answer ?? anything) : text(1_000_000_000);
  const content = status === 204 || status === 302 ? {} : { content: { [readable]: { schema } } };
  const isPublic = roles === 'public';
  const needed = typeof roles === 'string' ? [] : roles;
  return {
    operationId: id,
    summary,
    tags: [path.split('/')[1]],
    ...(needed.length ? { description: `Roles: ${needed.join(', ')}.` } : {}),
    'x-portcullis': settingsOf(roles, body),
    security: isPublic
      ? []
      : method === 'GET'
        ? [{ session: [] }, { token: [] }]
        : [{ session: [], csrf: [] }, { token: [] }],
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: text(400, { minLength: 1, pattern: '^[^\\p{Cc}]+$' }),
      })),
      ...Object.entries(query ?? {}).map(([name, each]) => ({ name, in: 'query', schema: each })),
    ],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [status]: { description: status === 302 ? 'Go on there.' : 'Done.', ...content },
      ...Object.fromEntries(
        Object.keys(refusals)
          .filter((code) => !isPublic || code !== '403')
          .map((code) => [code, { $ref: '#/components/responses/Problem' }]),
      ),
    },
  };
}

/** What a gateway of ours in front of the console would enforce, and what our audit reads. */
function settingsOf(roles: ConsoleOperation['roles'], body: Schema | undefined): Schema {
  if (roles === 'public') return { public: true };
  if (roles === 'session') return { roles: 'any' };
  const isRoleGiven = Object.hasOwn((body?.['properties'] ?? {}) as object, 'role');
  return { roles, ...(isRoleGiven ? { writeProperties: { '/role': roles } } : {}) };
}

/** Views of things that `src/core` and `src/store` describe: they grow, and clients ignore what they do not know. */
const anything: Schema = { type: 'object', additionalProperties: true };
