import http from 'node:http';
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';

const hopByHop = new Set(
  (
    'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade ' +
    'expect x-forwarded-for forwarded host'
  ).split(' '),
);
const added = [
  'x-content-type-options',
  'nosniff',
  'strict-transport-security',
  'max-age=31536000',
  'cache-control',
  'no-store',
];

function requestHeaders({ rawHeaders, socket }, bytes) {
  const headers = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase();
    if (!hopByHop.has(name) && name !== 'content-length') headers.push(rawHeaders[i], rawHeaders[i + 1]);
  }
  headers.push('x-forwarded-for', socket.remoteAddress, 'x-request-id', randomUUID());
  if (bytes) headers.push('content-length', String(bytes.length));
  return headers;
}

function responseHeaders(raw) {
  const headers = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toString('latin1');
    if (!hopByHop.has(name.toLowerCase())) headers.push(name, raw[i + 1].toString('latin1'));
  }
  headers.push(...added);
  return headers;
}

/** Answers with a problem document (RFC 9457). */
export function deny(response, status, detail) {
  if (response.headersSent) return;
  const body = JSON.stringify({ type: 'about:blank', title: http.STATUS_CODES[status], status, detail });
  response.writeHead(status, [
    'content-type',
    'application/problem+json',
    'content-length',
    String(Buffer.byteLength(body)),
  ]);
  response.end(body);
}

/** Passes requests on to a port; `bytes` is the whole body, or null. */
export function makeForwarder(upstream) {
  const pool = new Pool(`http://127.0.0.1:${upstream}`, { connections: 64, pipelining: 1, headersTimeout: 10_000 });
  return (request, response, bytes) => {
    const out = { path: request.url, method: request.method, headers: requestHeaders(request, bytes), body: bytes };
    pool.dispatch(out, {
      onConnect: (abort) => response.on('close', () => response.writableFinished || abort()),
      onHeaders: (status, raw, resume) => {
        response.writeHead(status, responseHeaders(raw));
        response.on('drain', resume);
        return true;
      },
      onData: (chunk) => response.write(chunk),
      onComplete: () => response.end(),
      onError: () => (response.headersSent ? response.destroy() : deny(response, 502, 'upstream')),
    });
  };
}

/** Reads a whole body of at most 100,000 bytes, or answers 413. */
export function readBody(request, response, done) {
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
    if (size <= 100_000) return chunks.push(chunk);
    deny(response, 413, 'body too large');
    return request.destroy();
  });
  request.on('end', () => done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
}

const serverOptions = {
  keepAliveTimeout: 65_000,
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  maxHeaderSize: 16_384,
};

/** Starts a server on a port of 127.0.0.1. */
export const serve = (port, handler) => http.createServer(serverOptions, handler).listen(port, '127.0.0.1');
