import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { orchardProject, type Project } from '../bench.js';

let project: Project;
before(async () => {
  project = orchardProject();
  for (let n = 0; n < 3; n += 1) await project.run('keys', 'create', '--name', `job${n}`, '--roles', 'customer');
});
after(() => project.close());

describe('portcullis store verify', () => {
  it('finds nothing wrong with a store that is as it was', async () => {
    const { code, stdout } = await project.run('store', 'verify');
    assert.equal(code, 0);
    assert.match(stdout, /^\d files, none damaged\n/);
    assert.match(stdout, /verified: nothing is changed/);
  });

  it('names a file whose structure is broken, and ends with 1', async () => {
    const file = project.file('.portcullis/denials');
    const [name] = fs.readdirSync(file).filter((each) => each.endsWith('.db'));
    const bytes = fs.readFileSync(`${file}/${name}`);
    // The page of an index: no record is in it, so the logs still verify.
    const pages = bytes.length / 4096;
    for (let page = 1; page < pages; page += 1)
      if (bytes[page * 4096] === 0x0a) bytes.fill(0xee, page * 4096 + 8, page * 4096 + 200);
    fs.writeFileSync(`${file}/${name}`, bytes);
    const { code, stdout } = await project.run('store', 'verify', '--format', 'json');
    assert.equal(code, 1);
    const { damage, verified } = JSON.parse(stdout) as { damage: { file: string }[]; verified: boolean };
    assert.equal(verified, false);
    assert.ok(damage.length > 0 && damage.every((each) => each.file === `denials/${name}`));
  });
});
