import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { auditProject } from '../../src/app/audit.js';
import type { SampleSource } from '../../src/app/infer-contract.js';
import { initialise } from '../../src/app/init.js';
import { PortcullisError } from '../../src/core/errors.js';
import { appIn, writeFolder } from '../audit/describe-estate-rule.js';

const call = (method: string, url: string, more: { request?: object; status?: number; answer?: unknown } = {}) => ({
  request: { method, url, headers: [{ name: 'Authorization', value: 'Bearer s3cret-token' }], ...more.request },
  response: {
    status: more.status ?? 200,
    content: { mimeType: 'application/json', text: JSON.stringify(more.answer ?? { ok: true }) },
  },
});

const base = 'https://shop.example.com/api/v1';
const har = JSON.stringify({
  log: {
    version: '1.2',
    entries: [
      call('GET', `${base}/orders?customer=Jane%20Roe`, { answer: [{ id: 1001, email: 'jane@roe.example' }] }),
      call('GET', `${base}/orders/1001`, { answer: { id: 1001, 'jane@roe.example': 'Elm Street 5' } }),
      call('GET', `${base}/users/janeroe`, { answer: { username: 'janeroe', phone: '+44 20 7946 0958' } }),
      call('POST', `${base}/orders`, {
        status: 201,
        request: {
          postData: { mimeType: 'application/json', text: '{"note":"for Aunt May","card":"4111111111111111"}' },
        },
      }),
      call('GET', 'https://ads.example/pixel'),
    ],
  },
});
const postman = JSON.stringify({
  info: { name: 'Book shop', schema: '.../v2.1.0/collection.json' },
  auth: { type: 'basic', basic: [{ key: 'password', value: 's3cret-token' }] },
  item: [{ name: 'Jane Roe', request: { method: 'GET', url: '{{base}}/books/{{bookId}}' } }],
});

function init(files: Readonly<Record<string, string>>, from: SampleSource | string, force = false) {
  const folder = writeFolder({ files });
  return { folder, made: initialise(appIn(folder).app, undefined, { from, upstream: base, force }) };
}

const har12: SampleSource = { kind: 'har', file: 'calls.har' };

describe('a project made from samples of calls', () => {
  it('has a draft contract beside a policy in monitor mode, and both are sound', async () => {
    const { folder, made } = init({ 'calls.har': har }, har12);
    const { draft, project, notes } = await made;
    assert.equal(draft, path.join(folder, 'openapi.draft.yaml'));
    assert.deepEqual(project.apis[0]!.problems, []);
    assert.deepEqual(
      [...project.apis[0]!.operations.values()].map(({ method, path: template }) => `${method} ${template}`),
      ['get /orders', 'post /orders', 'get /orders/{orderId}', 'get /users/{userId}'],
    );
    assert.deepEqual(notes, ['left out: 1 call to ads.example']);
    assert.match(fs.readFileSync(path.join(folder, 'portcullis.yaml'), 'utf8'), /contract: openapi\.draft\.yaml/);
  });

  it('has no value of any sample, neither secret nor personal', async () => {
    const sources = [
      [{ 'calls.har': har }, har12],
      [{ 'c.json': postman }, { kind: 'postman', file: 'c.json' }],
    ] as const;
    for (const [files, from] of sources) {
      const { folder, made } = init(files, from);
      await made;
      for (const file of ['openapi.draft.yaml', 'portcullis.yaml']) {
        const text = fs.readFileSync(path.join(folder, file), 'utf8');
        assert.doesNotMatch(text, /s3cret|jane|roe|elm|aunt|4111|\+44|1001|example: |examples:/i);
      }
    }
  });

  it('takes title and parameter names from a collection', async () => {
    const { made } = init({ 'c.json': postman }, { kind: 'postman', file: 'c.json' });
    const { project } = await made;
    assert.equal(project.apis[0]!.name, 'book-shop');
    assert.equal([...project.apis[0]!.operations.values()][0]!.path, '/books/{bookId}');
  });

  it('is called a draft by its audit', async () => {
    const { folder, made } = init({ 'calls.har': har }, har12);
    await made;
    const { app } = appIn(folder);
    const { notes } = await auditProject(app, { contracts: ['openapi.draft.yaml'], level: 'default' });
    await app.close();
    assert.match(notes.join('\n'), /openapi\.draft\.yaml is a draft made from samples of calls/);
  });

  it('says when no call said who makes it', async () => {
    const { made } = init({ 'calls.har': har.replaceAll('Authorization', 'Accept') }, har12);
    assert.match((await made).notes[0]!, /no call said who makes it/);
  });

  const refused = async (files: Readonly<Record<string, string>>, code: string, message: RegExp) => {
    const { folder, made } = init(files, har12);
    await assert.rejects(
      made,
      (error) =>
        error instanceof PortcullisError && error.code === code && error.exitCode === 2 && message.test(error.message),
    );
    return folder;
  };

  it('is not begun where the samples cannot be read: nothing is written', async () => {
    const empty = '{ "log": { "entries": [] } }';
    for (const [text, code, message] of [
      ['{ "log": [', 'SYNTAX_INVALID', /JSON does not parse/],
      ['{}', 'SAMPLES_INVALID', /no `log`/],
      [empty, 'SAMPLES_INVALID', /no call that a contract could be made from/],
    ] as const) {
      assert.deepEqual(fs.readdirSync(await refused({ 'calls.har': text }, code, message)), ['calls.har']);
    }
    await refused({}, 'FILE_UNREADABLE', /does not exist/);
  });

  it('is refused when the file is larger than 64 MiB', async () => {
    const folder = writeFolder({ files: {} });
    fs.closeSync(fs.openSync(path.join(folder, 'calls.har'), 'w'));
    fs.truncateSync(path.join(folder, 'calls.har'), 64 * 1024 * 1024 + 1);
    await assert.rejects(
      initialise(appIn(folder).app, undefined, { from: har12, upstream: base, force: false }),
      (error) => error instanceof PortcullisError && error.code === 'FILE_TOO_LARGE',
    );
  });

  it('never overwrites a draft that somebody may have mended, unless told to', async () => {
    const files = { 'calls.har': har, 'openapi.draft.yaml': 'mine' };
    const folder = await refused(files, 'USAGE', /openapi\.draft\.yaml exists already/);
    assert.equal(fs.readFileSync(path.join(folder, 'openapi.draft.yaml'), 'utf8'), 'mine');
    assert.equal(fs.existsSync(path.join(folder, 'portcullis.yaml')), false);
    assert.ok((await init(files, har12, true).made).draft);
  });
});
