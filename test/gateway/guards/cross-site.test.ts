import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import crossSite from '../../../src/gateway/guards/cross-site.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf, principalOf } from '../guard-fixture.js';

const responses = {};
const session = [{ session: [] }];
const paths = {
  '/read': { get: { operationId: 'read', security: session, responses } },
  '/write': { post: { operationId: 'write', security: session, responses } },
  '/friendly': { put: { operationId: 'friendly', security: session, responses } },
  '/listed': { put: { operationId: 'listed', security: session, responses } },
  '/either': { delete: { operationId: 'either', security: [{ session: [] }, { key: [] }], responses } },
  '/key': { post: { operationId: 'key', security: [{ key: [] }], responses } },
  '/basic': { post: { operationId: 'basic', security: [{ login: [] }], responses } },
  '/open': { post: { operationId: 'open', security: [], responses } },
};
const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'sid' },
  key: { type: 'apiKey', in: 'header', name: 'x-key' },
  login: { type: 'http', scheme: 'basic' },
};

let model: ApiModel;

before(async () => {
  const app = ['https://app.test'];
  model = await modelOf(
    { paths, components: { securitySchemes } },
    {
      identity: {
        schemes: { session: { apiKeys: true }, key: { apiKeys: true }, login: { basic: { file: 'passwords' } } },
      },
      operations: {
        friendly: { cors: { origins: app, credentials: true } },
        listed: { cors: { origins: app } },
      },
    },
  );
});

async function send(operation: string, headers: Record<string, string>, scheme = 'session') {
  const principal = scheme === 'none' ? undefined : principalOf({ credential: { scheme, id: 'x' } });
  const exchange = exchangeFor(model, operation, { headers: { host: 'api.test', ...headers }, principal });
  const denial = await judge(crossSite, exchange, contextOf(model));
  return denial?.code ?? 'passes';
}

describe('a call with a credential that the browser adds by itself', () => {
  const refused: Record<string, readonly [operation: string, headers: Record<string, string>]> = {
    'from a page of another site': ['write', { origin: 'https://evil.test' }],
    'from a sandboxed page': ['write', { origin: 'null' }],
    'from a sibling of this host': ['write', { origin: 'https://other.api.test' }],
    'from a host that only begins like this one': ['write', { origin: 'https://api.test.evil.test' }],
    'without an origin, from another site as the browser says': ['write', { 'sec-fetch-site': 'cross-site' }],
    'without an origin, from a sibling': ['write', { 'sec-fetch-site': 'same-site' }],
    'from an origin that may call without credentials only': ['listed', { origin: 'https://app.test' }],
    'from another site, where a key would do too': ['either', { origin: 'https://evil.test' }],
  };
  for (const [what, [operation, headers]] of Object.entries(refused)) {
    it(`${what} is refused`, async () => assert.equal(await send(operation, headers), 'ORIGIN_REFUSED'));
  }

  it('with basic credentials is refused too', async () => {
    assert.equal(await send('basic', { origin: 'https://evil.test' }, 'login'), 'ORIGIN_REFUSED');
  });

  const passing: Record<string, readonly [operation: string, headers: Record<string, string>]> = {
    'from a page of this host': ['write', { origin: 'https://api.test' }],
    'from an origin that may call with credentials': ['friendly', { origin: 'https://app.test' }],
    'from a program that is no browser': ['write', {}],
    'of the same origin, as the browser says': ['write', { 'sec-fetch-site': 'same-origin' }],
    'that a person typed': ['write', { 'sec-fetch-site': 'none' }],
  };
  for (const [what, [operation, headers]] of Object.entries(passing)) {
    it(`${what} passes`, async () => assert.equal(await send(operation, headers), 'passes'));
  }
});

it('a key in a header is nothing that pages of other sites have', async () => {
  assert.equal(await send('either', { origin: 'https://evil.test' }, 'key'), 'passes');
});

it('reads, operations without such a scheme and callers without a principal are not its concern', async () => {
  const context = contextOf(model);
  for (const id of ['read', 'key', 'open']) {
    assert.equal(crossSite.compile!(model.operations.get(id)!, context), null, id);
  }
  assert.equal(await send('write', { origin: 'https://evil.test' }, 'none'), 'passes');
});
