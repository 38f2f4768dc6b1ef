import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hostAndPort,
  httpUrl,
  isoDate,
  isoTime,
  listOf,
  oneOf,
  severity,
  wholeNumber,
  words,
} from '../../src/cli/parse.js';
import { PortcullisError } from '../../src/core/errors.js';

/** The parser takes the good texts and refuses the bad ones, naming the flag. */
function table<T>(parse: (text: string) => T, good: readonly (readonly [string, T])[], bad: readonly string[]): void {
  for (const [text, value] of good) it(`takes "${text}"`, () => assert.deepEqual(parse(text), value));
  for (const text of bad) {
    it(`refuses "${text}"`, () =>
      assert.throws(
        () => parse(text),
        (error) =>
          error instanceof PortcullisError &&
          error.code === 'USAGE' &&
          error.message.startsWith('--flag') &&
          Boolean(error.expected),
      ));
  }
}

describe('one of some names', () => {
  table(oneOf('--flag', ['on', 'off']), [['on', 'on']], ['', 'On', 'of', 'on,off']);
  table(severity('--flag'), [['critical', 'critical']], ['none', 'HIGH']);
});

describe('a list of names', () => {
  table(
    listOf('--flag', ['a', 'b']),
    [
      ['a', ['a']],
      ['a, b', ['a', 'b']],
    ],
    ['', ',', 'a,c'],
  );
  table(
    words('--flag'),
    [
      ['x,y', ['x', 'y']],
      [' x ,', ['x']],
    ],
    ['', ' ', ',,'],
  );
});

describe('a whole number', () => {
  table(
    wholeNumber('--flag', 1, 100),
    [
      ['1', 1],
      ['100', 100],
    ],
    ['0', '101', '', '-1', '1.5', '1e2', '0x10', ' 5', 'x'],
  );
});

describe('an address of an API', () => {
  table(
    httpUrl('--flag'),
    [
      ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
      ['https://api.internal/v1', 'https://api.internal/v1'],
    ],
    ['', '127.0.0.1:3000', 'ftp://x', 'file:///etc/passwd', 'http://u:p@x', 'http://u@x', 'http://:p@x'],
  );

  it('is not repeated when refused: it may hold a password', () =>
    assert.throws(
      () => httpUrl('--flag')('http://u:hunter2@x'),
      (error: Error) => !error.message.includes('hunter2'),
    ));
});

describe('an address to listen on', () => {
  table(
    hostAndPort('--flag'),
    [
      ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
      ['8080', { host: '127.0.0.1', port: 8080 }],
      [':0', { host: '127.0.0.1', port: 0 }],
      ['[::1]:80', { host: '::1', port: 80 }],
      ['localhost:65535', { host: 'localhost', port: 65_535 }],
    ],
    ['', 'x', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '::1:80', '1.2.3.4:8o'],
  );
});

describe('a date', () => {
  table(
    isoDate('--flag'),
    [
      ['2027-01-31', '2027-01-31'],
      ['2028-02-29', '2028-02-29'],
    ],
    ['2027-02-29', '2027-2-1', '31.1.2027', '2027-01-31T00:00Z', '5', ''],
  );
});

describe('a date or time', () => {
  table(
    isoTime('--flag'),
    [
      ['2026-11-01', Date.UTC(2026, 10, 1)],
      ['2026-11-01T12:00Z', Date.UTC(2026, 10, 1, 12)],
      ['2026-11-01T12:00:30.5+02:00', Date.UTC(2026, 10, 1, 10, 0, 30, 500)],
    ],
    ['5', 'yesterday', '2026-02-30', '2026-02-30T10:00Z', '2026-11-01T25:00Z', ''],
  );
});
