import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The two parts of GitHub's REST API that the action calls, as a real server on this machine. */
export interface GithubApi {
  readonly url: string;
  readonly calls: readonly Call[];
  readonly comments: { readonly id: number; readonly user: { readonly type: string }; body: string }[];
  /** Answers 403 to every write, as for a pull request from a fork. */
  isReadOnly: boolean;
  /** What code scanning was given, unpacked. */
  uploads(): readonly string[];
  close(): void;
}

export async function startGithubApi(): Promise<GithubApi> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part as string;
    const { method = '', url = '' } = request;
    const body = (text ? JSON.parse(text) : {}) as Record<string, string>;
    calls.push({ method, path: url, authorization: request.headers.authorization ?? '', body });
    const answer = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
    if (method !== 'GET' && api.isReadOnly) return answer(403, { message: 'Resource not accessible by integration' });
    if (method === 'GET') {
      const page = Number(new URL(url, 'http://localhost').searchParams.get('page'));
      return answer(200, api.comments.slice((page - 1) * 100, page * 100));
    }
    if (url.endsWith('/code-scanning/sarifs')) return answer(202, { id: 'x' });
    const id = Number(/comments\/(\d+)$/.exec(url)?.[1]);
    const known = api.comments.find((comment) => comment.id === id);
    if (method === 'PATCH' && known) known.body = body['body']!;
    else if (method === 'POST')
      api.comments.push({ id: api.comments.length + 1, user: { type: 'Bot' }, body: body['body']! });
    else return answer(404, {});
    return answer(200, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: GithubApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    comments: [],
    isReadOnly: false,
    uploads: () =>
      calls
        .filter(({ path }) => path.endsWith('/sarifs'))
        .map(({ body }) => gunzipSync(Buffer.from(String(body['sarif']), 'base64')).toString()),
    close: () => server.close(),
  };
  return api;
}
