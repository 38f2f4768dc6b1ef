import { everydayTexts, shapeFor } from '../../../src/patching/injection-shapes.js';
import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const payload = "plum%' UNION SELECT 1-- ";
const inQuery = {
  operationId: 'listOrders',
  part: { in: 'query', name: 'q' } as const,
  replay: replayOf({ path: `/orders?q=${encodeURIComponent(payload)}` }),
};
const inBody = {
  operationId: 'createOrder',
  part: { in: 'body', pointer: '/url' } as const,
  replay: replayOf({ method: 'POST', path: '/orders', body: { url: payload } }),
};
const facts = { observed: ['plum'], context: 'string', payloads: [payload] };
const bound = (place: object, pattern: string) => ({
  guard: 'constraints',
  set: { constraints: [{ ...place, schema: { type: ['string', 'number'], pattern, maxLength: 1000 } }] },
});

describeFamily('injection', [
  {
    says: 'a text is bound to words',
    finding: findingOf('sql-injection-union', { ...inQuery, facts }),
    patch: bound({ in: 'query', name: 'q' }, shapeFor([...everydayTexts], 'string')!),
    effective: ({ constraints }) => constraints[0]?.name === 'q',
    variants: 20,
  },
  {
    says: 'a text in the body as well, and its variants are JSON',
    finding: findingOf('sql-injection-error', { ...inBody, facts }),
    patch: bound({ in: 'body', pointer: '/url' }, shapeFor([], 'string')!),
    variants: 15,
  },
  {
    says: 'what is evaluated needs signs that no word has',
    finding: findingOf('template-injection', {
      ...inQuery,
      facts: { observed: ['plum'], context: 'string', payloads: ['{{48211*39107}}'] },
    }),
    patch: bound({ in: 'query', name: 'q' }, shapeFor([], 'string')!),
  },
  {
    says: 'a number is bound to digits',
    finding: findingOf('sql-injection-boolean', {
      ...inQuery,
      facts: { ...facts, observed: ['7'], context: 'number' },
    }),
    patch: bound({ in: 'query', name: 'q' }, '^[0-9]{1,18}$'),
  },
  {
    says: 'where the context is not told, an attack that needs a quote tells it',
    finding: findingOf('sql-injection-time', { ...inQuery, facts: { observed: ['plum'], payloads: [payload] } }),
    patch: bound({ in: 'query', name: 'q' }, shapeFor([], 'string')!),
  },
  {
    says: 'a bare word could be a column',
    finding: findingOf('sql-injection-boolean', {
      ...inQuery,
      facts: { ...facts, observed: ['name'], context: 'number' },
    }),
    impossible: /look like the attack/,
  },
  {
    says: 'an operator in the body is refused by its type',
    finding: findingOf('nosql-operator-injection', inBody),
    patch: {
      guard: 'constraints',
      set: {
        constraints: [{ in: 'body', pointer: '/url', schema: { type: ['string', 'number', 'boolean', 'null'] } }],
      },
    },
  },
  {
    says: 'one in the query is a parameter of another name',
    finding: findingOf('nosql-operator-injection', inQuery),
    patch: { guard: 'parameters', set: { unknownParameters: 'deny' } },
    effective: ({ unknownParameters }) => unknownParameters === 'deny',
  },
  {
    says: 'which may be refused already',
    finding: findingOf('nosql-operator-injection', inQuery),
    model: { operations: '  listOrders: { unknownParameters: deny }' },
    covered: 'parameters',
  },
  {
    says: 'a field without a place has no bound',
    finding: findingOf('sql-injection-error'),
    impossible: /no bound can name/,
  },
]);
