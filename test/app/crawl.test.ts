import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { crawl } from '../../src/app/crawl.js';
import { initialise } from '../../src/app/init.js';
import { appIn, writeFolder } from '../audit/describe-estate-rule.js';

type Pages = Readonly<Record<string, unknown>>;

/** Serves JSON values, and texts as HTML or plain text; all else is 404. */
async function serve(t: TestContext, pages: Pages | ((path: string) => unknown)) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const path = request.url!;
    asked.push(`${request.method} ${path}`);
    const found = typeof pages === 'function' ? pages(path) : pages[path];
    if (found === undefined) return void response.writeHead(404).end();
    const type = path === '/robots.txt' ? 'text/plain' : typeof found === 'string' ? 'text/html' : 'application/json';
    response.setHeader('content-type', type).end(typeof found === 'string' ? found : JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const signal = new AbortController().signal;
const shop: Pages = {
  '/': { _links: { orders: { href: '/orders' }, admin: { href: '/private/keys' }, out: { href: '/logout' } } },
  '/robots.txt': 'User-agent: *\nDisallow: /private\n',
  '/orders': { items: [1, 2, 3].map((id) => ({ id, total: 5.5, _links: { self: { href: `/orders/${id}` } } })) },
  ...Object.fromEntries([1, 2, 3].map((id) => [`/orders/${id}`, { id, total: 5.5, paid: true }])),
};

describe('init --crawl', () => {
  it('writes a draft of what the links lead to, with GET alone, and leaves alone what robots.txt forbids', async (t) => {
    const { url, asked } = await serve(t, shop);
    const folder = writeFolder({ files: {} });
    const made = await initialise(appIn(folder).app, undefined, {
      from: { kind: 'crawl', url: `${url}/` },
      upstream: url,
      force: false,
    });
    const paths = [...made.project.apis[0]!.operations.values()].map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(paths.sort(), ['get /', 'get /orders', 'get /orders/{orderId}']);
    assert.ok(asked.every((line) => line.startsWith('GET ')));
    assert.ok(!asked.some((line) => /private|logout/.test(line)));
    assert.match(made.notes.join('\n'), /GET requests: what changes something.*is missing/);
    assert.match(made.notes.join('\n'), /1 call that robots.txt forbids/);
  });

  it('takes the contract that the server offers itself', async (t) => {
    const contract = {
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      paths: { '/orders': { post: { operationId: 'createOrder', responses: { '201': { description: 'made' } } } } },
    };
    const { url } = await serve(t, {
      '/': '<a href="/hidden/openapi-v2">contract</a>',
      '/hidden/openapi-v2': contract,
    });
    const folder = writeFolder({ files: {} });
    const made = await initialise(appIn(folder).app, undefined, {
      from: { kind: 'crawl', url },
      upstream: url,
      force: false,
    });
    assert.deepEqual([...made.project.apis[0]!.operations.keys()], ['createOrder']);
    assert.deepEqual(JSON.parse(fs.readFileSync(made.draft!, 'utf8')), contract);
    assert.match(made.notes[0]!, /offers its own contract at .*\/hidden\/openapi-v2/);
  });

  it('ends after 200 requests where every page names new ones', async (t) => {
    let count = 0;
    const endless = (path: string) => {
      if (/openapi|swagger|api-docs|robots/.test(path)) return undefined;
      return { links: [{ href: `/page/${(count += 1)}` }, { href: `/page/${(count += 1)}` }] };
    };
    const { url, asked } = await serve(t, endless);
    const found = await crawl(url, signal);
    assert.equal(found.kind, 'samples');
    assert.ok(asked.length <= 202, `${asked.length} requests`);
  });

  it('says when nothing answers', async () => {
    await assert.rejects(crawl('http://127.0.0.1:9', signal), { code: 'TARGET_UNREACHABLE' });
  });
});
