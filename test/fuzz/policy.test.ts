import { test } from 'node:test';
import * as fc from 'fast-check';
import { PortcullisError } from '../../src/core/errors.js';
import { readContract } from '../../src/model/contract.js';
import { documentsFromText } from '../../src/model/documents.js';
import { compileProject } from '../../src/model/project-compile.js';
import { shop } from '../model/policy-cases.js';
import { fuzz, textOf } from './fuzz.js';

function onlyOurErrors(use: () => unknown): void {
  try {
    use();
  } catch (error) {
    if (!(error instanceof PortcullisError)) throw error;
  }
}

const today = new Date('2026-01-01');
const contracts = new Map([['shop', documentsFromText('openapi.yaml', shop)]]);

const compile = (policy: string, name = 'portcullis.yaml') =>
  compileProject({ policy: documentsFromText(name, policy, { refs: false }), contracts, baseDir: '.', today });

const yamlPieces = [
  '\n',
  '  ',
  '- ',
  ': ',
  'version: 1',
  'apis:',
  'shop',
  '{',
  '}',
  '[',
  ']',
  ', ',
  '"',
  "'",
  '&a',
  '*a',
  '<<: *a',
  '!!str',
  '|',
  '>-',
  '#',
  '---',
  '...',
  '?',
  '~',
  '0x1',
  '1e400',
  'true',
  '\t',
  '%YAML 1.2',
];

test('a policy of any text is compiled or refused', () => {
  fuzz(textOf(...yamlPieces), (text) => onlyOurErrors(() => compile(text)));
});

const settings = {
  mode: ['enforce', 'monitor'],
  roles: ['any', [], ['x'], ['support']],
  rateLimits: ['none', [{ limit: 1, windowSeconds: 60, per: 'key' }], [{ limit: -1 }]],
  when: ['true', 'request.path ==', '1 + ', 'principal.roles.exists(r, r == "x")', '('.repeat(200)],
  owner: ['none', { id: { in: 'path', name: 'orderId' } }, { lookup: 'getOrder', field: '/a' }, [[]]],
  sanitize: [{ '/a': ['trim'] }, { 'a~': ['html'] }, {}],
  cors: [{ origins: ['https://a.test'] }, { origins: ['*'] }],
  constraints: [[{ in: 'body', pointer: '/a', maximum: 1 }], [null]],
  sunset: ['2026-01-01', '9999-99-99'],
};
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('__proto__', '${env:A}', '${vault:}', '/a~2', 'principal.claims./', '['.repeat(50)),
);
const operation = fc.record(
  Object.fromEntries(
    Object.entries(settings).map(([key, values]) => [key, fc.oneof(fc.constantFrom<unknown>(...values), odd)]),
  ),
  { requiredKeys: [] },
);
const policies = fc.record(
  {
    version: fc.oneof({ weight: 9, arbitrary: fc.constant<unknown>(1) }, odd),
    apis: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.constant<unknown>({ shop: { contract: 'openapi.yaml', upstream: { url: 'http://a' } } }),
      },
      odd,
    ),
    defaults: fc.oneof(operation, odd),
    operations: fc.oneof(
      fc.dictionary(fc.constantFrom('createOrder', 'GET /orders', 'shop:getOrder', 'x', '__proto__'), operation),
      odd,
    ),
    roles: fc.oneof(fc.constant<unknown>({ support: { includes: ['x'] }, x: { includes: ['support'] } }), odd),
    resources: fc.oneof(
      fc.constant<unknown>({ order: { id: 'orderId', owner: { field: '/a' }, crossedBy: ['x'] } }),
      odd,
    ),
    listen: odd,
    limits: odd,
    otlp: fc.oneof(fc.constant<unknown>({ url: 'http://a', headers: { authorization: 'x' } }), odd),
    schemas: odd,
    identity: odd,
    suppressions: odd,
    pentest: odd,
  },
  { requiredKeys: ['version', 'apis'] },
);

test('a policy of any values is compiled or refused', () => {
  fuzz(policies, (policy) => onlyOurErrors(() => compile(JSON.stringify(policy), 'portcullis.json')));
});

test('a contract of any text is read or refused', () => {
  const pieces = [
    ...yamlPieces,
    'openapi: 3.1.0',
    'paths:',
    '/a:',
    'get:',
    '$ref: "#/paths"',
    'swagger: "2.0"',
    'info:',
  ];
  fuzz(textOf(...pieces), (text) => {
    onlyOurErrors(() => readContract(documentsFromText('openapi.yaml', text)));
    onlyOurErrors(() => readContract(documentsFromText('openapi.json', text)));
  });
});
