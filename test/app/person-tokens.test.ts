import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { logIn, orchardProject, startOrchard, type Orchard, type Project } from '../cli/bench.js';
import { heapsOf, leaks } from '../canary/spellings.js';

let orchard: Orchard;
let project: Project;
before(async () => {
  orchard = await startOrchard();
  project = orchardProject(orchard.url);
  project.write(
    'portcullis.yaml',
    `${project.read('portcullis.yaml')}\neventLog: { principals: token }\naccessLog: access.log\n`,
  );
});
after(async () => {
  await project.close();
  await orchard.stop();
});

interface Found {
  readonly principalId?: string;
}

describe('a policy that has tokens in place of names', () => {
  it('keeps the name of a caller out of every file, and finds what they did by their name', async () => {
    const token = await logIn(orchard.url, 'alice');
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string };
    const gateway = await project.start();
    for (const path of ['/orders/1001', '/nowhere', '/orders/1002']) {
      await fetch(gateway.url + path, { headers: { authorization: `Bearer ${token}` } });
    }
    await gateway.stop();
    const [one] = await project.json<Found[]>('events', 'search', 'principal:*');
    const id = one!.principalId!;
    assert.match(id, /^jwt:[\da-f]{8}:p_[\w-]{16}$/);
    const named = `${id.slice(0, id.lastIndexOf(':'))}:${sub}`;
    const heaps = heapsOf(project.file('.portcullis'));
    assert.deepEqual(leaks(new Map([['name', named]]), [...heaps, ...heapsOf(project.folder)]), []);
    const found = await project.json<Found[]>('events', 'search', `principal:${named}`);
    assert.ok(found.length >= 2, `${found.length} events`);
    assert.deepEqual(await project.json('events', 'search', `principal:${id}`), found);
    assert.deepEqual(await project.json('events', 'search', `principal:${named}x`), []);
    assert.equal((await project.run('events', 'verify')).code, 0);
  });
});
