import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { readSnapshot, writeSnapshot } from '../../../src/audit/dependencies/snapshot.js';
import { PortcullisError } from '../../../src/core/errors.js';

const entry = (id: string, name: string, modified = '2026-11-20T10:00:00Z') => ({
  id,
  modified,
  summary: `flaw of ${name}`,
  affected: [
    {
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
    },
  ],
});
const bytes = (text: string) => new TextEncoder().encode(text);
const names = new Set(['left']);
const idsOf = (files: Parameters<typeof readSnapshot>[0]) => readSnapshot(files, names).advisories.map(({ id }) => id);

interface Packed {
  readonly name: string;
  readonly text: string;
  readonly stored?: boolean;
}

/** A zip archive as any packer writes it (APPNOTE 6.3). */
function zip(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, stored } of files) {
    const raw = Buffer.from(text);
    const packed = stored ? raw : deflateRawSync(raw);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(typeof crc32 === 'function' ? crc32(raw) : 0, 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(raw.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

const refused = (files: Parameters<typeof readSnapshot>[0], message: RegExp) =>
  assert.throws(
    () => readSnapshot(files, names),
    (error) => error instanceof PortcullisError && error.code === 'ADVISORIES_INVALID' && message.test(error.message),
  );

describe('a snapshot of advisories', () => {
  const [one, other] = [entry('GHSA-1', 'left'), entry('GHSA-2', 'right', '2026-11-22T00:00:00Z')];

  it('is one document, a list, one document a line, or several files', () => {
    assert.deepEqual(idsOf([{ file: 'a.json', bytes: bytes(JSON.stringify(one, null, 2)) }]), ['GHSA-1']);
    assert.deepEqual(idsOf([{ file: 'a.json', bytes: bytes(JSON.stringify([one, other])) }]), ['GHSA-1']);
    assert.deepEqual(
      idsOf([{ file: 'a.ndjson', bytes: bytes(`${JSON.stringify(other)}\n${JSON.stringify(one)}\n`) }]),
      ['GHSA-1'],
    );
    const files = [one, other].map((value, i) => ({ file: `${i}.json`, bytes: bytes(JSON.stringify(value)) }));
    assert.deepEqual(idsOf(files), ['GHSA-1']);
  });

  it('is a zip archive, packed or not', () => {
    const archive = zip([
      { name: 'npm/GHSA-1.json', text: JSON.stringify(one) },
      { name: 'GHSA-2.json', text: JSON.stringify(entry('GHSA-3', 'left')), stored: true },
      { name: 'README.md', text: '# not an advisory' },
    ]);
    assert.deepEqual(idsOf([{ file: 'all.zip', bytes: archive }]), ['GHSA-1', 'GHSA-3']);
  });

  it('has the day of its newest entry, also of those that are about other packages', () => {
    const { date, entries } = readSnapshot([{ file: 'a.json', bytes: bytes(JSON.stringify([one, other])) }], names);
    assert.equal(date, '2026-11-22');
    assert.equal(entries, 2);
  });

  it('keeps its day when it is trimmed, and what it says about the packages', () => {
    const full = readSnapshot([{ file: 'a.json', bytes: bytes(JSON.stringify([one, other])) }], names);
    const again = readSnapshot([{ file: 'b.ndjson', bytes: bytes(writeSnapshot(full)) }], new Set(['left', 'right']));
    assert.equal(again.date, '2026-11-22');
    assert.deepEqual(again.advisories, full.advisories);
  });

  it('that is trimmed to nothing still is one: nothing is known about these packages', () => {
    const full = readSnapshot([{ file: 'a.json', bytes: bytes(JSON.stringify([other])) }], names);
    const again = readSnapshot([{ file: 'b.ndjson', bytes: bytes(writeSnapshot(full)) }], names);
    assert.deepEqual([again.entries, again.date], [0, '2026-11-22']);
  });

  it('that cannot be read is refused with the place, and one without an entry too', () => {
    refused([{ file: 'a.json', bytes: bytes('{"id": ') }], /does not parse/);
    refused([{ file: 'a.json', bytes: bytes('') }], /no advisory/);
    refused(
      [{ file: 'a.zip', bytes: zip([{ name: 'a.json', text: '{}' }]).subarray(0, 40) }],
      /cannot be read: the archive has no end/,
    );
    const archive = zip([{ name: 'a.json', text: '{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}' }]);
    archive.fill(0xff, 36, 42);
    refused([{ file: 'a.zip', bytes: archive }], /an entry cannot be unpacked/);
  });

  it('refuses an entry that unpacks to more than is ever right', () => {
    const archive = zip([{ name: 'a.json', text: ' '.repeat(17 * 1024 * 1024) }]);
    assert.ok(archive.length < 100_000);
    refused([{ file: 'a.zip', bytes: archive }], /over 16777216 bytes/);
    // The size that the archive claims is not believed.
    const at = archive.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    archive.writeUInt32LE(10, at + 24);
    refused([{ file: 'a.zip', bytes: archive }], /cannot be unpacked/);
  });
});
