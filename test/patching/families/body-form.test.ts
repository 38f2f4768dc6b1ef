import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const replay = replayOf({ method: 'POST', path: '/orders', body: { a: 1 } });
const at = { operationId: 'createOrder', replay };

describeFamily('body-form', [
  { says: 'a body that is judged is read strictly', finding: findingOf('json-depth-unlimited', at), covered: 'body' },
  {
    says: 'where it is only watched, the guard denies from now on',
    finding: findingOf('xml-external-entity', at),
    model: { mode: 'monitor' },
    patch: { guard: 'body', set: {} },
    variants: 8,
  },
  {
    says: 'names that lead to the prototype are refused at any depth',
    finding: findingOf('prototype-pollution', { ...at, facts: { properties: ['__proto__'] } }),
    patch: {
      guard: 'constraints',
      set: {
        constraints: [
          {
            in: 'body',
            pointer: '',
            schema: {
              $ref: '#/$defs/clean',
              $defs: {
                clean: {
                  propertyNames: { not: { enum: ['__proto__', 'constructor', 'prototype'] } },
                  additionalProperties: { $ref: '#/$defs/clean' },
                  items: { $ref: '#/$defs/clean' },
                },
              },
            },
          },
        ],
      },
    },
    variants: 8,
  },
  {
    says: 'nothing is set at an operation that is not there',
    finding: findingOf('json-depth-unlimited', { operationId: 'nothing' }),
    impossible: /not in the contract/,
  },
]);
