import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openDatabase } from '../../../src/store/driver.js';
import { assertRefused, orchardProject, type Project } from '../bench.js';

interface Document {
  readonly verified: boolean;
  readonly logs: readonly { readonly log: string; readonly records: number; readonly matched: { outside: number } }[];
  readonly problems: readonly { readonly kind: string; readonly log: string; readonly first: number }[];
}

let project: Project;
before(async () => {
  project = orchardProject();
  project.edit(
    'portcullis.yaml',
    'version: 1\n',
    'version: 1\neventLog: { checkpoints: { file: kept/log.checkpoints } }\n',
  );
  await project.run('keys', 'create', '--name', 'one');
  await (await project.start()).stop();
});
after(() => project.close());

function sql(text: string, dataDir = '.portcullis'): void {
  const database = openDatabase(project.file(`${dataDir}/control.db`));
  database.exec(text);
  database.close();
}

/** A copy of the data folder, to be spoilt. */
function copied(name: string): string {
  fs.cpSync(project.file('.portcullis'), project.file(name), { recursive: true });
  return project.file(name);
}

describe('portcullis events verify', () => {
  it('ends 0 on an untouched log, and says what it does not prove', async () => {
    const { code, stdout } = await project.run('events', 'verify', '--checkpoint', 'kept/log.checkpoints');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^audit log: 3 records read of 3, 1 file, \d checkpoints match$/m);
    assert.match(stdout, /^What this does not prove: /m);
    assert.match(stdout, /verified: nothing is changed, missing, added or out of order\n$/);
  });

  it('says so when no checkpoint from elsewhere was compared', async () => {
    assert.match((await project.run('events', 'verify')).stdout, /; no checkpoint from elsewhere was compared\n$/);
  });

  it('ends 1 on a changed record, with log, leaf, file, id and time', async () => {
    const data = copied('changed');
    sql(`UPDATE audit_leaf SET record = replace(CAST(record AS TEXT), 'one', 'two') WHERE n = 0`, 'changed');
    const { code, stdout } = await project.run('events', 'verify', '--data', data);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^audit log, leaf 0: the record is not the one that was logged; control\.db; id audit-0; time 20\d\d-.*Z$/m,
    );
    assert.match(stdout, /TAMPERED: 1 place\n$/);
  });

  it('finds a history that was written anew by a checkpoint kept elsewhere alone', async () => {
    const data = copied('anew');
    sql('DELETE FROM checkpoint; DELETE FROM audit_leaf; DELETE FROM audit_head', 'anew');
    assert.equal((await project.run('events', 'verify', '--data', data)).code, 0);
    const found = await project.json<Document>(
      'events',
      'verify',
      '--data',
      data,
      '--checkpoint',
      'kept/log.checkpoints',
    );
    assert.equal(found.verified, false);
    assert.ok(found.problems.some(({ kind, log }) => kind === 'tail-removed' && log === 'control'));
  });

  it('refuses a file that has no checkpoint, and one that is not there', async () => {
    assertRefused(
      await project.run('events', 'verify', '--checkpoint', 'portcullis.yaml'),
      'There is no checkpoint in',
    );
    assertRefused(await project.run('events', 'verify', '--checkpoint', 'nowhere'), '[FILE_UNREADABLE]');
  });
});

describe('portcullis start', () => {
  it('refuses a log that does not match the checkpoint kept outside, until it is accepted, which is recorded', async () => {
    const data = copied('rewritten');
    sql('DELETE FROM audit_leaf; DELETE FROM audit_head', 'rewritten');
    const flags = ['start', '--listen', '127.0.0.1:0', '--data', data];
    const refused = await project.run(...flags);
    assertRefused(refused, /the control log: it had 3 records, now there are 0.*\[LOG_REWRITTEN\]/, '--accept-log');
    const gateway = await project.start('--data', data, '--accept-log');
    await gateway.stop();
    const audit = await project.json<{ code: string }[]>('events', 'search', '--log', 'audit', '--data', data);
    assert.ok(audit.some(({ code }) => code === 'log_start_forced'));
  });
});
