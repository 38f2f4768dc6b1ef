import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.graphql': 'text/plain; charset=utf-8',
};

/** The pages need nothing but files of their own. */
const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const;

/** Serves a folder of `docs build` on this machine. Throws ADDRESS_IN_USE, FILE_UNREADABLE. */
export async function serveDocs(
  folder: string,
  port: number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  if (!fs.existsSync(path.join(folder, 'index.html'))) {
    throw new PortcullisError('FILE_UNREADABLE', `${folder} holds no documentation`, { hint: 'portcullis docs build' });
  }
  const root = fs.realpathSync(folder);
  const server = http.createServer((request, response) => answer(root, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new PortcullisError('ADDRESS_IN_USE', `127.0.0.1:${port} is already in use`, { cause })
          : cause,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(root: string, { method, url = '/' }: http.IncomingMessage, response: http.ServerResponse): void {
  if (method !== 'GET' && method !== 'HEAD')
    return void response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
  const file = fileAt(root, url);
  if (file === undefined)
    return void response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('no such page\n');
  const type = types[path.extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'content-type': type });
  if (method === 'HEAD') response.end();
  else
    fs.createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
}

/** The file of an address; undefined outside the folder. */
function fileAt(root: string, url: string): string | undefined {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const wanted = path.join(root, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    const file = fs.realpathSync(wanted);
    return file.startsWith(root + path.sep) && fs.statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}
