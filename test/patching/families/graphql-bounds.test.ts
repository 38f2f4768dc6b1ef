import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const replay = replayOf({ method: 'POST', path: '/orders', body: { query: '{ a { b } }' } });
const at = { operationId: 'createOrder', replay };
const grown = { ...at, facts: { accepted: 50, sound: 2 } };

describeFamily('graphql-bounds', [
  {
    says: 'depth is bounded below what was accepted',
    finding: findingOf('graphql-depth-unlimited', grown),
    patch: { guard: 'graphql', set: { graphql: { maxDepth: 10 } } },
    effective: ({ graphql }) => graphql?.maxDepth === 10,
    variants: 10,
  },
  {
    says: 'a bound never refuses the legitimate request that it was compared with',
    finding: findingOf('graphql-batch-unlimited', grown),
    patch: { guard: 'graphql', set: { graphql: { batch: 2 } } },
    effective: ({ graphql }) => graphql?.batch === 2,
  },
  {
    says: 'a bound that is tight enough covers it',
    finding: findingOf('graphql-alias-unlimited', grown),
    model: { operations: '  createOrder: { graphql: { maxAliases: 12 } }' },
    covered: 'graphql',
  },
  {
    says: 'the schema is not told',
    finding: findingOf('graphql-introspection-open', at),
    patch: { guard: 'graphql', set: { graphql: { introspection: false } } },
    effective: ({ graphql }) => graphql?.introspection === false,
  },
  {
    says: 'names can only be held to a schema that is there',
    finding: findingOf('graphql-suggestions', at),
    impossible: /no GraphQL schema/,
  },
]);
