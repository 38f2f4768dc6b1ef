import assert from 'node:assert/strict';
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { DocumentFetcherOptions } from '../../src/app/fetch-document.js';
import { isPublicAddress } from '../../src/app/public-address.js';
import { remoteRefs } from '../../src/app/remote-refs.js';
import { writeFolder } from '../audit/describe-estate-rule.js';
import { makeAuthority } from '../identity/authority.js';

type Answer = string | ((response: http.ServerResponse) => void);

const authority = await makeAuthority();
const issued = await authority.issue({ name: 'schemas', names: [{ type: 'dns', value: 'localhost' }] });

async function serve(t: TestContext, answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const server = https.createServer({ cert: issued.certificate, key: issued.key }, (request, response) => {
    asked.push(request.url!);
    const answer = answers[request.url!];
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `localhost:${(server.address() as AddressInfo).port}`, asked };
}

/** Loads a contract with one schema that leads to `url`. */
async function load(
  t: TestContext,
  url: string,
  options: Partial<DocumentFetcherOptions> & { hosts: ReadonlySet<string> },
) {
  const contract = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    components: { schemas: { A: { $ref: url } } },
  };
  const folder = writeFolder({ files: { 'openapi.json': JSON.stringify(contract) } });
  const refs = remoteRefs({
    signal: new AbortController().signal,
    ca: authority.pem,
    isAllowedAddress: (address) => address === '127.0.0.1' || address === '::1',
    ...options,
  });
  t.after(() => refs.close());
  const project = await refs.load({ contract: [path.join(folder, 'openapi.json')], partial: true });
  const { documents, problems } = project.apis[0]!;
  return { states: documents.refs.map(({ state }) => state), notes: refs.notes(), documents, problems };
}

describe('References to other machines', () => {
  it('are read from a host that was allowed, with what those refer to, and never twice', async (t) => {
    const { host, asked } = await serve(t, {
      '/a.json': '{"A": {"properties": {"b": {"$ref": "sub/b.yaml#/B"}, "c": {"$ref": "sub/b.yaml#/B"}}}}',
      '/sub/b.yaml': 'B: { type: string }',
    });
    const { states, notes, documents } = await load(t, `https://${host}/a.json#/A`, { hosts: new Set([host]) });
    assert.deepEqual(states, ['ok', 'ok', 'ok']);
    assert.deepEqual(asked, ['/a.json', '/sub/b.yaml']);
    assert.deepEqual(notes, ['fetched 2 documents that references name']);
    const place = documents.locate({ file: `https://${host}/sub/b.yaml`, pointer: '/B' });
    assert.deepEqual([place.line, place.column], [1, 4]);
  });

  it('are not asked for where the host was not named', async (t) => {
    const { host, asked } = await serve(t, { '/a.json': '{"A": {}}' });
    for (const url of [`https://${host}/a.json#/A`, `http://${host}/a.json#/A`, `//${host}/a.json#/A`]) {
      const { states } = await load(t, url, { hosts: new Set(['schemas.example']) });
      assert.deepEqual(states, ['remote'], url);
    }
    assert.deepEqual(asked, []);
  });

  it('are not asked for over plain HTTP, with a password in the address, or at an address of an inner network', async (t) => {
    const { host, asked } = await serve(t, { '/a.json': '{"A": {}}' });
    const hosts = new Set([host]);
    assert.deepEqual((await load(t, `http://${host}/a.json#/A`, { hosts })).states, ['remote']);
    assert.deepEqual((await load(t, `https://u:p@${host}/a.json#/A`, { hosts })).states, ['remote']);
    const inner = await load(t, `https://${host}/a.json#/A`, { hosts, isAllowedAddress: isPublicAddress });
    assert.match(inner.notes[0]!, /leads to a private address$/);
    assert.deepEqual([inner.states, asked], [['remote'], []]);
  });

  it('of another machine never lead back to a file of this one', async (t) => {
    const { host } = await serve(t, {
      '/a.json': '{"A": {"properties": {"b": {"$ref": "file:///etc/hostname"}, "c": {"$ref": "/etc/hostname"}}}}',
    });
    const { states, documents } = await load(t, `https://${host}/a.json#/A`, { hosts: new Set([host]) });
    assert.ok(states.slice(1).every((state) => state !== 'ok'));
    assert.ok([...documents.files.keys()].every((file) => !file.includes('hostname')));
  });

  it('end at a redirect to another host, at what is missing, too large or too slow', async (t) => {
    const other = await serve(t, { '/x.json': '{"A": {}}' });
    const { host } = await serve(t, {
      '/away.json': (response) => response.writeHead(302, { location: `https://${other.host}/x.json` }).end(),
      '/here.json': (response) => response.writeHead(302, { location: '/moved.json' }).end(),
      '/moved.json': '{"A": {}}',
      '/loop.json': (response) => response.writeHead(302, { location: '/loop.json' }).end(),
      '/large.json': JSON.stringify({ A: 'x'.repeat(5_000) }),
      '/slow.json': () => undefined,
    });
    const hosts = new Set([host, other.host]);
    const limits = { documentBytes: 1_000, timeoutMillis: 500 };
    const noteOf = async (file: string) =>
      (await load(t, `https://${host}/${file}#/A`, { hosts, limits })).notes.join().replace(/^\S+ /, '');
    assert.equal(await noteOf('away.json'), 'leads on to another host');
    assert.equal(await noteOf('here.json'), '1 document that references name');
    assert.equal(await noteOf('loop.json'), 'leads on without end');
    assert.equal(await noteOf('gone.json'), 'answered 404');
    assert.equal(await noteOf('large.json'), 'is larger than what is fetched');
    assert.equal(await noteOf('slow.json'), 'took too long');
    assert.deepEqual(other.asked, []);
  });

  it('end where they go on for ever', async (t) => {
    const { host } = await serve(
      t,
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`/${i}.json`, `{"A": {"$ref": "${i + 1}.json#/A"}}`])),
    );
    const { notes } = await load(t, `https://${host}/0.json#/A`, { hosts: new Set([host]) });
    assert.match(notes.at(-1)!, /the references go on too long$/);
  });

  it('tell public addresses from others', () => {
    for (const address of ['93.184.216.34', '2606:2800:220:1::1']) assert.ok(isPublicAddress(address), address);
    for (const address of [
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '100.64.0.1',
      '0.0.0.0',
      'x',
    ])
      assert.ok(!isPublicAddress(address), address);
  });
});
