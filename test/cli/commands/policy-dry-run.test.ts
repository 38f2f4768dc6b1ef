import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orchardProject, startOrchard, type Gateway, type Orchard, type Project } from '../bench.js';

interface Result {
  readonly places: readonly { readonly operation: string; readonly at: string; readonly denied: number }[];
  readonly proposed: readonly { readonly at: string; readonly because: string }[];
  readonly unused: readonly { readonly operation: string; readonly family: string }[];
}

const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const exception = (family: string): string =>
  `{ at: 'query:q', family: ${family}, because: people search for code, owner: me, expires: '${day}' }`;

let orchard: Orchard;
let project: Project;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  project.edit(
    'portcullis.yaml',
    '  listProducts: { public: true }',
    `  listProducts: { public: true, inspection: { exceptions: [${exception('sqli')}, ${exception('xss')}] } }`,
  );
  gateway = await project.start();
});
after(async () => {
  await project.close();
  await orchard.stop();
});

const search = async (text: string): Promise<number> =>
  (await fetch(`${gateway.url}/products?q=${encodeURIComponent(text)}`)).status;

/** What was recorded is in the log after a moment. */
async function readUntil(isThere: (result: Result) => boolean): Promise<Result> {
  for (;;) {
    const result = await project.json<Result>('policy', 'dry-run', '--since', '2026-01-01');
    if (isThere(result)) return result;
  }
}

describe('portcullis policy dry-run', () => {
  it('says that nothing was seen where nothing was, and which exceptions let nothing through', async () => {
    const { code, stdout } = await project.run('policy', 'dry-run');
    assert.equal(code, 0);
    assert.match(stdout, /^the inspection saw nothing in this time\n/);
    assert.match(stdout, /Exceptions that let nothing through .*\n.*operation.*\n[^]*listProducts +query:q +sqli/);
  });

  it('tells what was denied from what an exception let through', { timeout: 30_000 }, async () => {
    assert.notEqual(await search("x' or 'a'='a"), 403);
    assert.equal(await search(';cat /etc/passwd'), 403);
    const { places, proposed, unused } = await readUntil((result) => result.places.length === 2);
    assert.deepEqual(
      places.map(({ at, denied }) => [at, denied]).sort((a, b) => Number(a[1]) - Number(b[1])),
      [
        ['query:q', 0],
        ['query:q', 1],
      ],
    );
    assert.deepEqual(
      unused.map(({ operation, family }) => [operation, family]),
      [['listProducts', 'xss']],
    );
    assert.deepEqual(proposed, []);
  });

  it('refuses a number of principals and a level that are none', async () => {
    assert.equal((await project.run('policy', 'dry-run', '--principals', 'few')).code, 2);
    assert.equal((await project.run('policy', 'dry-run', '--level', 'harsh')).code, 2);
  });
});
