import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  assertRefused,
  logIn,
  orchardProject,
  startOrchard,
  type Gateway,
  type Orchard,
  type Project,
} from '../bench.js';

const run = promisify(execFile);
let orchard: Orchard;
let project: Project;
let gateway: Gateway;
before(async () => {
  orchard = await startOrchard('--fixed');
  project = orchardProject(orchard.url);
  gateway = await project.start();
  const audiences = 'audiences: { deleteProduct: partner, getStats: internal }';
  const security = 'security: { contact: ["mailto:security@example.com"], expires: 2027-06-30 }';
  fs.appendFileSync(
    project.file('portcullis.yaml'),
    `\ndocumentation:\n  url: ${gateway.url}\n  ${audiences}\n  ${security}\n`,
  );
});
after(async () => {
  await project.close();
  await orchard.stop();
});

function pages(folder: string): readonly string[] {
  return fs
    .readdirSync(project.file(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name));
}

/** A sample as readers copy it. */
function sample(page: string, language: string): string {
  const text = project.read(`site/operations/${page}.html`);
  const [, code = ''] = new RegExp(`aria-label="${language} sample"><code>([^]*?)</code>`).exec(text) ?? [];
  return code
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('portcullis docs build', () => {
  it('writes pages that say what is enforced, and no page above 60 kB', async () => {
    const { code, stdout, stderr } = await project.run('docs', 'build', '--folder', 'site');
    assert.equal(code, 0, stderr + stdout);
    const page = project.read('site/operations/update-order.html');
    assert.match(page, /<dt>Authentication<\/dt>\s*<dd>A bearer token\./);
    assert.match(page, /1,200 a minute per user/);
    assert.match(page, /<code>shippingAddress<\/code><\/td><td>string<\/td><td>no<\/td><td>at least 5 characters/);
    assert.match(page, /href="\.\.\/errors\/rate-limited\.html"/);
    for (const name of pages('site'))
      assert.ok(gzipSync(fs.readFileSync(project.file(path.join('site', name)))).length < 60_000, name);
  });

  it('every link leads to a page that is there', () => {
    const all = new Set(pages('site'));
    for (const name of [...all].filter((each) => each.endsWith('.html'))) {
      for (const [, href = ''] of project.read(`site/${name}`).matchAll(/(?:href|src)="([^"#]*)(?:#[^"]*)?"/g)) {
        if (href === '' || /^(?:https?|mailto):/.test(href)) continue;
        assert.ok(all.has(path.posix.normalize(path.posix.join(path.posix.dirname(name), href))), `${name}: ${href}`);
      }
    }
  });

  it('leaves operations of other audiences out of every file', async () => {
    await project.run('docs', 'build', '--folder', 'partner', '--audience', 'partner');
    await project.run('docs', 'build', '--folder', 'internal', '--audience', 'internal');
    const has = (folder: string, text: RegExp): boolean =>
      pages(folder).some((name) => text.test(project.read(`${folder}/${name}`)));
    assert.deepEqual(
      ['site', 'partner', 'internal'].map((folder) => has(folder, /deleteProduct\b|delete-product\.html/)),
      [false, true, true],
    );
    assert.deepEqual(
      ['site', 'partner', 'internal'].map((folder) => has(folder, /\/stats\b|getStats/)),
      [false, false, true],
    );
    const contract = JSON.parse(project.read('site/openapi.json')) as { paths: Record<string, object> };
    assert.ok(!Object.keys(contract.paths).some((name) => name.endsWith('/stats')));
    assert.doesNotMatch(project.read('site/openapi.json'), /"x-/);
  });

  it('publishes whom to tell of a weakness', () => {
    assert.match(
      project.read('site/.well-known/security.txt'),
      /^Contact: mailto:security@example\.com\nExpires: 2027-06-30T00:00:00\.000Z\n/,
    );
  });

  it('has samples that work at the gateway as they stand: curl, TypeScript, Python', async () => {
    const TOKEN = await logIn(orchard.url, 'alice');
    const variable = /Set (\w+) in the environment/.exec(project.read('site/operations/get-me.html'))?.[1];
    const env = { ...process.env, [variable!]: TOKEN };
    const results = await Promise.all([
      run('bash', ['-c', sample('get-me', 'curl')], { env }),
      run(
        process.execPath,
        ['--input-type=module', '-e', sample('get-me', 'TypeScript').replace(': Promise<Response>', '')],
        { env },
      ),
      run('python3', ['-c', sample('get-me', 'Python')], { env }),
    ]);
    for (const { stdout } of results)
      assert.equal((JSON.parse(stdout) as { email: string }).email, 'alice@orchard.example');
  });

  it('writes nothing and exits 1 when an example must not be published, and names the place', async () => {
    const before = project.read('openapi.yaml');
    project.write(
      'openapi.yaml',
      before.replace(
        /^( +)operationId: getMe$/m,
        '$1operationId: getMe\n$1description: Ask mary.smith@acme-corp.io or http://10.1.2.3/',
      ),
    );
    const { code, stdout } = await project.run('docs', 'build', '--folder', 'refused');
    project.write('openapi.yaml', before);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /a mail address; use a name of example\.com +mary\.smith@acme-corp\.io +getMe: description/);
    assert.match(stdout, /an internal host or address +10\.1\.2\.3 +getMe: description/);
    assert.ok(!fs.existsSync(project.file('refused')));
  });

  it('never replaces a folder that holds something else', async () => {
    project.write('mine/letter.txt', 'dear');
    assertRefused(await project.run('docs', 'build', '--folder', 'mine'), /holds something else/);
    assert.equal(project.read('mine/letter.txt'), 'dear');
  });

  it('lists what changed against an earlier contract', async () => {
    project.write(
      'old.yaml',
      project
        .read('openapi.yaml')
        .replace(/^( +)operationId: getMe$/m, '$1operationId: getMe\n$1deprecated: true')
        .replace('maxLength: 300', 'maxLength: 200'),
    );
    const { code } = await project.run('docs', 'build', '--folder', 'site', '--since', 'old.yaml');
    assert.equal(code, 0);
    assert.match(project.read('site/changes.html'), /maxLength/);
    const { stdout } = await project.run('docs', 'diff', 'old.yaml', 'openapi.yaml');
    assert.match(stdout, /\d+ breaking, \d+ about security, \d+ new\n$/);
  });
});
