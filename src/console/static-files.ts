import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Refusal } from './problem.js';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

interface Asset {
  readonly plain: Buffer;
  /** Made once; undefined where it would not be smaller. */
  readonly gzip: Buffer | undefined;
}

export interface StaticFiles {
  serve(request: http.IncomingMessage, response: http.ServerResponse): void;
}

/**
 * The built files of the console, read once: nothing of a request is ever part of a path on the disk. Every path that is
 * no file is the page, because the page's own addresses are paths. Without a build there is nothing, and it says so.
 */
export function staticFiles(folder: string): StaticFiles {
  const page = readPage(folder);
  const assets = page === undefined ? new Map<string, Asset>() : readAssets(path.join(folder, 'assets'));
  return {
    serve(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Files are only read', { expected: 'GET' });
      }
      if (page === undefined)
        throw new Refusal(404, 'NOT_FOUND', 'This build has no console; the control API is below /api/v1');
      const { pathname } = new URL(request.url ?? '/', 'http://console');
      if (!pathname.startsWith('/assets/')) return sendPage(request, response, page);
      const asset = assets.get(pathname.slice('/assets/'.length));
      if (!asset) throw new Refusal(404, 'NOT_FOUND', 'There is no such file');
      // Names of files are made of their content, but for the icon.
      const age = /-[A-Z0-9]{8}\./.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache';
      const type = types[path.extname(pathname)] ?? 'application/octet-stream';
      response.setHeader('vary', 'accept-encoding');
      const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(request.headers['accept-encoding'] ?? '');
      if (takesGzip && asset.gzip) response.setHeader('content-encoding', 'gzip');
      send(response, request, { type, age, body: takesGzip && asset.gzip ? asset.gzip : asset.plain });
    },
  };
}

function readPage(folder: string): string | undefined {
  const file = path.join(folder, 'index.html');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const served = names.filter((name) => types[path.extname(name)] !== undefined);
  return new Map(served.map((name) => [name, assetOf(fs.readFileSync(path.join(folder, name)))]));
}

function assetOf(plain: Buffer): Asset {
  const gzip = gzipSync(plain, { level: 9 });
  return { plain, gzip: gzip.length < plain.length ? gzip : undefined };
}

/** The editor makes its styles at run time: a nonce of this page alone lets them in. */
function sendPage(request: http.IncomingMessage, response: http.ServerResponse, page: string): void {
  const nonce = randomBytes(16).toString('base64url');
  response.setHeader(
    'content-security-policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  );
  const body = Buffer.from(page.replaceAll('%NONCE%', nonce));
  send(response, request, { type: 'text/html; charset=utf-8', age: 'no-store', body });
}

function send(
  response: http.ServerResponse,
  request: http.IncomingMessage,
  { type, age, body }: { readonly type: string; readonly age: string; readonly body: Buffer },
): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': age, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
