import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../../../src/store/postgres/address.js';

test('another machine is spoken to over TLS with a verified certificate, this one as it is written', () => {
  for (const here of ['localhost', '127.0.0.1:5433', '[::1]', '%2Frun%2Fpostgresql'])
    assert.equal(addressOf(`postgres://me@${here}/d`), `postgres://me@${here}/d`);
  for (const there of ['db.example.com', '10.0.0.7', '127.0.0.1.example.com', '[fd00::1]'])
    assert.equal(addressOf(`postgres://me:p%40ss@${there}/d`), `postgres://me:p%40ss@${there}/d?sslmode=verify-full`);
});

test('what the address says of TLS holds', () => {
  const url = 'postgresql://me@db.example.com/d?sslmode=disable';
  assert.equal(addressOf(url), url);
});

test('what is no address is refused without repeating it', () => {
  for (const url of ['', 'mysql://me:secret@host/d', 'host=db password=secret'])
    assert.throws(() => addressOf(url), { code: 'USAGE', message: /^[^:]*no address[^:]*$/ });
});
