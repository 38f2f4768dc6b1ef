import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readPaths } from '../../src/model/compile-paths.js';

const at = (url: string, variables = {}) => [{ url, variables, node: { file: 'openapi.yaml', pointer: '/servers/0' } }];

/** Policy, first server -> prefix, public path and upstream path of `/orders`. */
const cases: Readonly<
  Record<string, readonly [Parameters<typeof readPaths>[0], Parameters<typeof readPaths>[1], readonly string[]]>
> = {
  'the path of the first server is the prefix, and is sent on': [
    { upstream: { url: 'http://127.0.0.1:3000' } },
    at('https://api.example.com/v1/'),
    ['/v1', '/v1/orders', '/v1/orders'],
  ],
  'the policy says the prefix': [
    { match: { prefix: '/' }, upstream: { url: 'http://127.0.0.1:3000/' } },
    at('https://api.example.com/v1'),
    ['/', '/orders', '/orders'],
  ],
  "the upstream's path takes the place of the prefix": [
    { match: { prefix: '/shop/' }, upstream: { url: 'http://127.0.0.1:3000/internal/' } },
    at('https://api.example.com/v1'),
    ['/shop', '/shop/orders', '/internal/orders'],
  ],
  'a relative server': [{}, at('/api'), ['/api', '/api/orders', '/api/orders']],
  'variables at their defaults': [
    {},
    at('https://{region}.example.com/{base}', { region: { default: 'eu' }, base: { default: 'v2' } }),
    ['/v2', '/v2/orders', '/v2/orders'],
  ],
  'no server at all': [{}, [], ['/', '/orders', '/orders']],
  'a server that is no URL': [{}, at('http://['), ['/', '/orders', '/orders']],
};

describe('where an API is reached', () => {
  for (const [name, [policy, servers, expected]] of Object.entries(cases)) {
    test(name, () => {
      const { match, publicPath, upstreamPath } = readPaths(policy, servers);
      assert.deepEqual([match.prefix, publicPath('/orders'), upstreamPath('/orders')], expected);
    });
  }

  test('host names are compared in lower case', () => {
    assert.equal(readPaths({ match: { host: 'API.example.com' } }, []).match.host, 'api.example.com');
  });
});
