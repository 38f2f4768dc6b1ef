import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { container, isZip, packZip, unpackZip } from '../../src/evidence/zip.js';

const files = new Map([
  ['a.txt', Buffer.from('first file\n')],
  ['populations/b.csv', Buffer.from('x,y\r\n1,2\r\n')],
  ['empty', Buffer.alloc(0)],
]);
const archive = packZip(files);

const noPython = (() => {
  try {
    execFileSync('python3', ['--version']);
    return false;
  } catch {
    return 'no python3 here to open the archive with';
  }
})();

describe('an archive', () => {
  test('gives back its files, and is the same bytes each time', () => {
    const { files: read, problems } = unpackZip(archive);
    assert.deepEqual(
      [...read].map(([name, bytes]) => [name, Buffer.from(bytes)]),
      [...files],
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(packZip(files), archive);
    assert.ok(isZip(archive));
    assert.ok(!isZip(Buffer.from('id: x')));
  });

  test('is one that other programs open', { skip: noPython }, () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-zip-'));
    fs.writeFileSync(path.join(folder, 'a.zip'), archive);
    const code = 'import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), z.read("populations/b.csv"))';
    const shown = execFileSync('python3', ['-c', code, path.join(folder, 'a.zip')]).toString();
    assert.equal(shown.trim(), String.raw`None b'x,y\r\n1,2\r\n'`);
    fs.rmSync(folder, { recursive: true });
  });

  test('with any byte flipped is told from what was packed, and the file is named', () => {
    for (let at = 0; at < archive.length; at += 1) {
      const changed = Buffer.from(archive);
      changed[at]! ^= 0x20;
      const { problems } = unpackZip(changed);
      assert.equal(problems.length, 1, `byte ${at}`);
    }
    const changed = Buffer.from(archive);
    changed[archive.indexOf('first file')]! ^= 1;
    assert.equal(unpackZip(changed).problems[0]!.file, 'a.txt');
    changed.set(archive);
    changed[archive.length - 1]! ^= 1;
    assert.equal(unpackZip(changed).problems[0]!.file, container);
  });

  test('with something before, between or behind its files is told', () => {
    for (const spoilt of [Buffer.concat([archive, Buffer.from('x')]), archive.subarray(0, -1), archive.subarray(9)])
      assert.equal(unpackZip(spoilt).problems.length, 1);
  });

  test('of any bytes ends, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.ok(unpackZip(Buffer.concat([archive.subarray(0, 60), bytes])).files.size <= 4);
        unpackZip(bytes);
      }),
      { numRuns: 200 },
    );
  });
});
