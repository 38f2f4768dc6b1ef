import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { startPostgres, withPostgres, type PostgresServer } from '../../store/postgres/postgres-server.js';
import { assertRefused, startOrchard, type Orchard } from '../bench.js';
import { withKeys } from '../with-keys.js';

describe('portcullis store migrate', withPostgres, () => {
  let server: PostgresServer;
  let orchard: Orchard;
  let project: ReturnType<typeof withKeys>;
  let env: { DATABASE_URL: string };
  before(async () => {
    [server, orchard] = await Promise.all([startPostgres(), startOrchard()]);
    project = withKeys(orchard.url);
    env = { DATABASE_URL: await server.database() };
    await project.run('keys', 'create', '--name', 'job', '--roles', 'customer', '--subject', 'ada');
  });
  after(async () => {
    await project.close();
    await orchard.stop();
    await server.stop();
  });

  it('needs a policy that names the database, and a gateway that is stopped', async () => {
    assertRefused(await project.run('store', 'migrate'), 'USAGE', 'store: { url:');
    const gateway = await project.start();
    for (let n = 0; n < 5; n += 1) await fetch(`${gateway.url}/orders`);
    project.edit('portcullis.yaml', 'version: 1\n', 'version: 1\nstore: { url: "${env:DATABASE_URL}" }\n');
    assertRefused(await project.runWith(env, 'store', 'migrate'), 'STORE_LOCKED');
    await gateway.stop();
  });

  it('carries everything over, counted and verified, and every command then reads the database', async () => {
    const { code, stdout, stderr } = await project.runWith(env, 'store', 'migrate');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\d+ rows of \d+ tables, counted there\n/);
    assert.match(stdout, /^[1-9]\d* denials and other events, \d+ batches of allowed calls: all logs verify$/m);
    assert.match(stdout, /^[1-9]\d* checkpoints match$/m);
    fs.renameSync(project.file('.portcullis/control.db'), project.file('control.db.old'));
    const keys = await project.runWith(env, 'keys', 'list', '--format', 'json');
    assert.match(keys.stdout, /"subject": ?"ada"/);
    const events = await project.runWith(env, 'events', 'search', '--format', 'json');
    assert.equal(events.stdout.match(/CREDENTIAL_MISSING/g)?.length, 5);
    assert.equal((await project.runWith(env, 'store', 'verify')).code, 0);
  });

  it('is backed up as a dump and restored into another database', async () => {
    assert.equal((await project.runWith(env, 'store', 'backup', 'dump')).code, 0);
    const other = { DATABASE_URL: await server.database() };
    const { code, stderr } = await project.runWith(other, 'store', 'restore', 'dump');
    assert.equal(code, 0, stderr);
    const keys = await project.runWith(other, 'keys', 'list', '--format', 'json');
    assert.match(keys.stdout, /"subject": ?"ada"/);
    assert.equal((await project.runWith(other, 'store', 'verify')).code, 0);
  });

  it('never goes into a database that has a store', async () => {
    fs.renameSync(project.file('control.db.old'), project.file('.portcullis/control.db'));
    assertRefused(await project.runWith(env, 'store', 'migrate'), 'USAGE', 'There is a store in the database already');
  });
});
