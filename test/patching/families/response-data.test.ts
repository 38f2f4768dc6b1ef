import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

describeFamily('response-data', [
  {
    says: 'undeclared properties are filtered out',
    finding: findingOf('undeclared-field-returned', { facts: { undeclaredProperties: ['/cost'] } }),
    patch: { guard: 'response-filter', set: { response: { filter: true } } },
    effective: ({ response }) => response.filter,
    variants: 10,
  },
  {
    says: 'declared ones are read by nobody',
    finding: findingOf('secret-in-response', { facts: { declaredProperties: ['/hash'] } }),
    patch: { guard: 'read-properties', set: { readProperties: { '/hash': [] } } },
    effective: ({ readProperties }) => readProperties.get('/hash')?.length === 0,
  },
  {
    says: 'an answer that is filtered already is covered',
    finding: findingOf('undeclared-field-returned'),
    model: { operations: '  getOrder: { response: { filter: true } }' },
    covered: 'response-filter',
  },
  {
    says: 'a filter that is only watched is patched',
    finding: findingOf('undeclared-field-returned'),
    model: { mode: 'monitor', operations: '  getOrder: { response: { filter: true } }' },
    patch: { guard: 'response-filter', set: { response: { filter: true } } },
  },
  {
    says: 'without a schema of the answer nothing can be removed',
    finding: findingOf('secret-in-response', { facts: { hasResponseSchema: false } }),
    impossible: /does not declare/,
  },
]);
