import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';

let project: Project;
before(() => void (project = orchardProject()));
after(() => project.close());

/** The path as it is written here: `fetch` would tidy it up. */
function statusOf(base: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.get(base, { path }, (response) => resolve(response.resume().statusCode!)).on('error', reject);
  });
}

describe('portcullis docs serve', () => {
  it('asks for docs build first', async () => {
    assertRefused(await project.run('docs', 'serve'), /holds no documentation/, 'portcullis docs build');
  });

  it('serves the pages under a strict policy, nothing beside them, and stops', async () => {
    await project.run('docs', 'build');
    project.write('secret.txt', 'not for readers');
    const server = await project.spawn('docs', 'serve').untilSays(/^http:/m);
    const base = /^http:\S+/m.exec(server.stdout)![0];
    const page = await fetch(base);
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
    assert.match(await page.text(), /<h1>Orchard<\/h1>/);
    for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/nothing.html', '/%zz'])
      assert.equal(await statusOf(base, path), 404, path);
    assert.equal((await fetch(base, { method: 'POST' })).status, 405);
    assert.equal((await server.stop()).code, 0);
  });
});
