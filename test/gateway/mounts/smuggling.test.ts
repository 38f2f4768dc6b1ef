import assert from 'node:assert/strict';
import type http from 'node:http';
import { it } from 'node:test';
import { nodeMiddleware } from '../../../src/gateway/mounts/frameworks.js';
import type { NodeMount } from '../../../src/gateway/mounts/node.js';
import { call, openContract, openPolicy, raw, statusesIn } from '../harness.js';
import { expressApp, nodeServer, plainApp } from './mounts.js';

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const post = (fields: string, body: string, line = 'POST /x HTTP/1.1'): string =>
  `${line}\r\nHost: a\r\nContent-Type: text/plain\r\n${fields}\r\n\r\n${body}`;
const chunked = `0\r\n\r\n${hidden}`;
const both = (encoding: string): string => post(`Content-Length: ${5 + hidden.length}\r\n${encoding}`, chunked);

/** Messages that two servers may read differently (RFC 9112 6.1, 6.3, 11.2; CWE-444). */
const unclear: Readonly<Record<string, string>> = {
  'a length and chunks': both('Transfer-Encoding: chunked'),
  'chunks after another coding': both('Transfer-Encoding: gzip, chunked'),
  'a coding that only looks like chunks': both('Transfer-Encoding: xchunked'),
  'chunks with a space before the colon': both('Transfer-Encoding : chunked'),
  'chunks in HTTP/1.0': post('Connection: keep-alive\r\nTransfer-Encoding: chunked', chunked, 'POST /x HTTP/1.0'),
  'two lengths': post(`Content-Length: 0\r\nContent-Length: ${hidden.length}`, hidden),
  'a list of lengths': post(`Content-Length: 0, ${hidden.length}`, hidden),
  'a length with a sign': post(`Content-Length: +${hidden.length}`, hidden),
  'a length by another name': post(`Content_Length: ${hidden.length}`, ''),
  'a length that Connection takes away': post(`Connection: content-length\r\nContent-Length: ${hidden.length}`, hidden),
  'a body where none is declared': `GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  'two hosts': 'GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'a host that is none': 'GET /x HTTP/1.1\r\nHost: a@b\r\n\r\n',
  'no host': 'GET /x HTTP/1.1\r\n\r\n',
  'another version': 'GET /x HTTP/2.0\r\nHost: a\r\n\r\n',
  'a target with another host': 'GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n',
  'a folded line': 'GET /x HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n',
};

type Listener = (mount: NodeMount, app: http.RequestListener) => http.RequestListener;

const hosts: Readonly<Record<string, Listener>> = {
  'node:http': (mount, app) => {
    const guard = nodeMiddleware(mount);
    return (request, response) => guard(request, response, () => void app(request, response));
  },
  Express: (mount, app) => {
    const express = expressApp();
    express.use(nodeMiddleware(mount), app);
    return express as unknown as http.RequestListener;
  },
};

for (const [name, listener] of Object.entries(hosts)) {
  it(`${name}: what two servers may read differently never reaches the app, nor what hides in it`, async (t) => {
    const urls: string[] = [];
    const mounted = await nodeServer(
      (mount, bodies) => {
        const app = plainApp(bodies);
        return listener(mount, (request, response) => {
          urls.push(request.url!);
          void app(request, response);
        });
      },
      { texts: { contract: openContract, policy: openPolicy } },
    );
    t.after(() => mounted.close());
    const outcomes = await Promise.all(
      Object.entries(unclear).map(async ([what, bytes]) => [what, statusesIn((await raw(mounted.port, bytes)).text)]),
    );
    for (const [what, statuses] of outcomes as [string, readonly number[]][]) {
      assert.ok(statuses.length <= 1 && statuses.every((status) => status >= 400), `${what}: ${statuses}`);
    }
    assert.deepEqual(urls, []);
    // The first request of an operation compiles its guards.
    await call(mounted.port, '/first');
    urls.length = 0;
    const pipelined = await raw(
      mounted.port,
      `GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n`,
    );
    assert.equal(pipelined.text.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
    assert.deepEqual(urls, ['/one', '/two']);
  });

  it(`${name}: what is behind a request that was refused is not read`, async (t) => {
    const urls: string[] = [];
    const mounted = await nodeServer(
      (mount) =>
        listener(mount, (request, response) => {
          urls.push(request.url!);
          response.end('x');
        }),
      { texts: { contract: openContract, policy: openPolicy } },
    );
    t.after(() => mounted.close());
    const refused = 'GET /x HTTP/1.1\r\nHost: a\r\nX_Under: 1\r\n\r\n';
    const { text, closed } = await raw(mounted.port, `${refused}${hidden}`);
    assert.deepEqual([statusesIn(text), closed, urls], [[400], true, []]);
  });
}
