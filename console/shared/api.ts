/** What the control API answered instead of what was asked for: RFC 9457, or nothing at all (`status` 0). */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldFault[];
  readonly requestId: string | undefined;
  readonly expected: string | undefined;
  readonly hint: string | undefined;

  constructor(status: number, problem: ProblemDocument) {
    super(problem.detail ?? problem.title ?? 'The answer could not be read.');
    this.status = status;
    this.code = problem.code ?? '';
    this.fields = problem.errors ?? [];
    this.requestId = problem.requestId;
    this.expected = problem.expected;
    this.hint = problem.hint;
  }
}

/** One place of a request that was refused. */
export interface FieldFault {
  readonly pointer?: string;
  readonly line?: number;
  readonly column?: number;
  readonly detail: string;
  readonly code?: string;
  readonly expected?: string;
  readonly hint?: string;
}

interface ProblemDocument {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly expected?: string;
  readonly hint?: string;
  readonly errors?: readonly FieldFault[];
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const base = '/api/v1';
let csrfToken = '';
const onExpiry = new Set<() => void>();

/** From now on writes carry this token. */
export function carryToken(token: string): void {
  csrfToken = token;
}

/** Calls back when an answer says that the session is over. Returns how to stop that. */
export function whenSessionEnds(callback: () => void): () => void {
  onExpiry.add(callback);
  return () => onExpiry.delete(callback);
}

/** Address of a resource, with its query. Empty values are left out. */
export function address(path: string, query: Query = {}): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  const search = new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString();
  return `${base}${path}${search && `?${search}`}`;
}

/** Reads a resource. Throws `ApiFailure`. */
export function read<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return call<T>('GET', address(path, query), undefined, signal);
}

/** Changes something. Throws `ApiFailure`. */
export function write<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return call<T>(method, address(path), body);
}

/** A file that the control API makes, with the name that it gives to it. Throws `ApiFailure`. */
export async function writeForFile(
  path: string,
  body: unknown,
): Promise<{ readonly name: string; readonly blob: Blob }> {
  const response = await send('POST', address(path), body);
  const name = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { name: name ?? 'portcullis-export', blob: await response.blob() };
}

async function call<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, url, body, signal);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function send(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method !== 'GET' && { 'x-csrf-token': csrfToken }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiFailure(0, { detail: 'Portcullis does not answer. Is it still running?' });
  });
  if (response.ok) return response;
  if (response.status === 401 && !url.startsWith(`${base}/session`)) for (const callback of onExpiry) callback();
  throw new ApiFailure(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  const problem: unknown = await response.json().catch(() => undefined);
  if (typeof problem === 'object' && problem) return problem;
  return { detail: `Portcullis answered ${response.status}.` };
}
