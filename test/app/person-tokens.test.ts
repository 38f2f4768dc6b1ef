import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { personNames } from '../../src/app/person-names.js';
import { withTokens } from '../../src/app/person-tokens.js';
import { openSealedStore } from '../../src/app/sealed-store.js';
import { eventPage } from '../../src/telemetry/event-page.js';
import { parseQuery } from '../../src/telemetry/query.js';
import { logIn, orchardProject, startOrchard, type Orchard, type Project } from '../cli/bench.js';
import { heapsOf, leaks } from '../canary/spellings.js';

let orchard: Orchard;
const projects: Project[] = [];
before(async () => {
  orchard = await startOrchard();
});
after(async () => {
  for (const project of projects) await project.close();
  await orchard.stop();
});

function projectWith(settings: string): Project {
  const project = orchardProject(orchard.url);
  project.write('portcullis.yaml', `${project.read('portcullis.yaml')}\n${settings}\naccessLog: access.log\n`);
  projects.push(project);
  return project;
}

interface Found {
  readonly id: string;
  readonly principalId?: string;
}

/** Alice makes some calls, allowed and denied, while `during` looks on. Resolves to her subject. */
async function callsOfAlice(project: Project, during?: (sub: string) => Promise<void>): Promise<string> {
  const token = await logIn(orchard.url, 'alice');
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string };
  const gateway = await project.start();
  for (const path of ['/orders/1001', '/nowhere', '/orders/1002']) {
    await fetch(gateway.url + path, { headers: { authorization: `Bearer ${token}` } });
  }
  await during?.(sub);
  await gateway.stop();
  return sub;
}

describe('a policy that has tokens in place of names', () => {
  it('keeps the name of a caller out of every file, and finds what they did by their name', async () => {
    const project = projectWith('eventLog: { principals: token }');
    const sub = await callsOfAlice(project);
    const [one] = await project.json<Found[]>('events', 'search', 'principal:*');
    const id = one!.principalId!;
    assert.match(id, /^jwt:[\da-f]{8}:p_[\w-]{16}$/);
    const named = `${id.slice(0, id.lastIndexOf(':'))}:${sub}`;
    const heaps = heapsOf(project.file('.portcullis'));
    assert.deepEqual(leaks(new Map([['name', named]]), [...heaps, ...heapsOf(project.folder)]), []);
    const theirs = await project.json<Found[]>('events', 'search', `principal:${named}`);
    assert.ok(theirs.length >= 2, `${theirs.length} events`);
    assert.deepEqual(await found(project, `principal:${id}`), theirs);
    assert.deepEqual(await found(project, `principal:${named}x`), []);
    assert.equal((await project.run('events', 'verify')).code, 0);
  });
});

describe('a policy that says nothing about names', () => {
  it('seals them beside the log: people see them until the person is erased, and the log still verifies', async () => {
    const project = projectWith('');
    const sub = await callsOfAlice(project);
    const shown = await project.json<Found[]>('events', 'search', `principal:*:${sub}`);
    assert.ok(shown.length >= 2, `${shown.length} events`);
    const named = shown[0]!.principalId!;
    assert.match(named, /^jwt:[\da-f]{8}:/);
    assert.equal(named.slice(named.lastIndexOf(':') + 1), sub);
    const heaps = heapsOf(project.file('.portcullis'));
    assert.deepEqual(leaks(new Map([['name', named]]), [...heaps, ...heapsOf(project.folder)]), []);
    assert.match((await project.run('events', 'export', `principal:${named}`)).stdout, new RegExp(named));

    assert.equal((await project.run('store', 'erase', sub)).code, 0);
    const after = await found(project, `principal:*:${sub}`);
    assert.deepEqual(
      after.map(({ id }) => id),
      shown.map(({ id }) => id),
    );
    const erased = after[0]!.principalId!;
    assert.match(erased, /^jwt:[\da-f]{8}:erased-[\w-]{16}$/);
    assert.deepEqual(await project.json('events', 'search', `principal:${erased}`), after);
    assert.equal((await project.run('events', 'verify')).code, 0);
  });

  it('erases while the gateway runs, and the next calls of the person stay without a name', async () => {
    const project = projectWith('');
    await callsOfAlice(project, async (sub) => {
      await untilFound(project, `principal:*:${sub}`, (id) => id.endsWith(`:${sub}`));
      assert.equal((await project.run('store', 'erase', sub)).code, 0);
      await untilFound(project, `principal:*:${sub}`, (id) => /:erased-/.test(id));
    });
    const sub = await callsOfAlice(project);
    const all = await found(project, `principal:*:${sub}`);
    assert.ok(all.length >= 4);
    for (const { principalId } of all) assert.match(principalId!, /:erased-/);
  });
});

/** What the commands and the console show, without the start of a program for each look. */
async function found(project: Project, text: string): Promise<readonly Found[]> {
  const store = await openSealedStore(project.file('.portcullis'), { env: {}, readOnly: true });
  try {
    const query = await withTokens(parseQuery(text, Date.now()), store);
    const { items } = await eventPage(store.events, query, { limit: 50 });
    return await personNames(store).show(items);
  } finally {
    await store.close();
  }
}

/** Waits until the newest event of a query names its caller as `fits` says. */
async function untilFound(project: Project, query: string, fits: (id: string) => boolean): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const [newest] = await found(project, query);
    if (newest?.principalId !== undefined && fits(newest.principalId)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`no event of ${query} names its caller so`);
}
