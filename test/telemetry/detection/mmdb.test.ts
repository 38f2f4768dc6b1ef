import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kilometresBetween } from '../../../src/telemetry/detection/distance.js';
import { GeoDatabase } from '../../../src/telemetry/detection/geo-database.js';

const text = (value: string) => Buffer.concat([Buffer.from([0x40 | value.length]), Buffer.from(value)]);
const double = (value: number) => {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0x68;
  bytes.writeDoubleBE(value, 1);
  return bytes;
};
const uint32 = (value: number) =>
  Buffer.from([0xc4, value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
const map = (...pairs: readonly (readonly [string, Buffer])[]) =>
  Buffer.concat([Buffer.from([0xe0 | pairs.length]), ...pairs.flatMap(([key, value]) => [text(key), value])]);

/** A database in which `1.0.0.0/8` is Berlin; everything else has no place. 24-bit records. */
function database(): Buffer {
  const bits = [0, 0, 0, 0, 0, 0, 0, 1];
  const nodes = bits.length;
  const tree = Buffer.alloc(nodes * 6);
  bits.forEach((bit, node) => {
    const found = node + 1 === nodes ? nodes + 16 : node + 1;
    tree.writeUIntBE(bit === 0 ? found : nodes, node * 6, 3);
    tree.writeUIntBE(bit === 1 ? found : nodes, node * 6 + 3, 3);
  });
  const place = map(
    ['city', map(['names', map(['en', text('Berlin')])])],
    ['location', map(['latitude', double(52.5)], ['longitude', double(13.4)])],
  );
  const meta = map(['node_count', uint32(nodes)], ['record_size', uint32(24)], ['ip_version', uint32(4)]);
  return Buffer.concat([tree, Buffer.alloc(16), place, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), meta]);
}

test('an address has the place of its network, others have none', () => {
  const geo = new GeoDatabase(database());
  assert.deepEqual(geo.find('1.2.3.4'), { latitude: 52.5, longitude: 13.4, city: 'Berlin' });
  assert.deepEqual(geo.find('::ffff:1.2.3.4'), { latitude: 52.5, longitude: 13.4, city: 'Berlin' });
  for (const address of ['2.2.3.4', '0.0.0.1', '2001:db8::1', 'nonsense', ''])
    assert.equal(geo.find(address), undefined);
});

test('what is no database is refused', () => {
  assert.throws(() => new GeoDatabase(Buffer.from('nothing')), RangeError);
  assert.throws(() => new GeoDatabase(database().subarray(100)), RangeError);
});

test('distances are those over the ground', () => {
  const berlin = { latitude: 52.52, longitude: 13.405 };
  const paris = { latitude: 48.8566, longitude: 2.3522 };
  assert.ok(Math.abs(kilometresBetween(berlin, paris) - 878) < 5);
  assert.equal(kilometresBetween(berlin, berlin), 0);
});
