import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostOf, isInternalHost } from '../../src/audit/hosts.js';

describe('the host of an address', () => {
  const hosts: Readonly<Record<string, string | undefined>> = {
    'https://api.example.com/v1': 'api.example.com',
    'HTTP://10.0.0.1:8080': '10.0.0.1',
    '//shop.example?x': 'shop.example',
    'https://ann:secret@api.example.com/': 'api.example.com',
    'https://[fd00::1]:443/': '[fd00::1]',
    '/v1': undefined,
    'https://{tenant}.example.com': undefined,
    '{server}/v1': undefined,
    '': undefined,
  };
  for (const [url, host] of Object.entries(hosts))
    it(`of ${JSON.stringify(url)} is ${host}`, () => assert.equal(hostOf(url), host));
});

describe('a host of the inner network', () => {
  const inner = [
    '10.0.0.1',
    '172.16.3.4',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '[fd12::1]',
    'db.internal',
    'a.svc',
    'printer.local',
    'backend',
  ];
  for (const host of inner) it(`is ${host}`, () => assert.ok(isInternalHost(host)));
  const others = [
    '172.32.0.1',
    '100.128.0.1',
    '11.0.0.1',
    'api.example.com',
    'local.example',
    'localhost',
    '127.0.0.1',
    '[::1]',
    '0.0.0.0',
    '203.0.113.9',
    '[2001:db8::1]',
  ];
  for (const host of others) it(`is not ${host}`, () => assert.ok(!isInternalHost(host)));
});
