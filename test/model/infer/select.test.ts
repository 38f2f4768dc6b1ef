import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sample } from '../../../src/model/infer/sample.js';
import { selectSamples } from '../../../src/model/infer/select.js';
import { call } from './describe-samples.js';

const select = (samples: readonly Sample[], upstream: string) =>
  selectSamples({ title: undefined, samples, leftOut: new Map() }, new URL(upstream));
const at = (host: string | undefined, head: string) => call(head, undefined, { host });
const upstream = 'https://shop.example.com';

describe('the calls that a draft is made from', () => {
  it('are those of the upstream; other hosts are left out, and said', () => {
    const { samples, notes } = select([at('shop.example.com', 'GET /a'), at('ads.example', 'GET /b')], upstream);
    assert.deepEqual(
      samples.map(({ segments }) => segments),
      [['a']],
    );
    assert.deepEqual(notes, ['left out: 1 call to ads.example']);
  });

  it('are those of the host that most went to where none went to the upstream, and that is said', () => {
    const calls = [at('b.example', 'GET /x'), at('a.example:8443', 'GET /x'), at('a.example:8443', 'GET /y')];
    const { samples, host, notes } = select(calls, 'http://127.0.0.1:3000');
    assert.equal(samples.length, 2);
    assert.equal(host, 'a.example:8443');
    assert.match(notes[0]!, /no call went to 127\.0\.0\.1:3000: the draft is of a\.example:8443/);
  });

  it('are below the path of the upstream, which they do not repeat', () => {
    const { samples, basePath, notes } = select(
      [at('shop.example.com', 'GET /api/v1/a'), at('shop.example.com', 'GET /login')],
      `${upstream}/api/v1/`,
    );
    assert.deepEqual(samples[0]!.segments, ['a']);
    assert.equal(samples.length, 1);
    assert.equal(basePath, '/api/v1');
    assert.deepEqual(notes, ['left out: 1 call to shop.example.com outside /api/v1']);
  });

  it('keep their paths where another host has another path', () => {
    const { samples, basePath } = select([at('a.example', 'GET /x')], 'http://127.0.0.1:3000/v2');
    assert.deepEqual([samples[0]!.segments, basePath], [['x'], '']);
  });

  it('are those with a variable for the host too', () => {
    assert.equal(select([at(undefined, 'GET /a')], `${upstream}/v1`).samples.length, 1);
  });

  it('are no static files, preflights or methods without a name', () => {
    const page = call('GET /', undefined, { answer: { status: 200, body: { mediaType: 'text/html', value: '' } } });
    const calls = ['GET /app.js', 'GET /logo.PNG', 'OPTIONS /a', 'CONNECT /a', 'POST /form.html'].map((head) =>
      call(head),
    );
    const { samples, notes } = select([page, ...calls], upstream);
    assert.deepEqual(
      samples.map(({ method }) => method),
      ['post'],
    );
    assert.deepEqual(notes, [
      'left out: 3 calls for static files',
      'left out: 1 call with OPTIONS, which browsers ask first',
      'left out: 1 call with a method that no contract can name',
    ]);
  });
});
