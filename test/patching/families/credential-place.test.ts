import { describeFamily } from '../describe-family.js';
import { findingOf, step } from '../fixture.js';

const attack = step('attack', { credential: { actor: 'bob', inQuery: 'access_token' } });
const finding = findingOf('credential-in-url', { replay: { steps: [step('control'), attack] } });

describeFamily('credential-place', [
  {
    says: 'a gateway that demands the credential takes it from its place only',
    finding,
    covered: 'authenticate',
    variants: 12,
  },
  {
    says: 'one that cannot verify it refuses undeclared parameters',
    finding,
    model: { identity: false, mode: 'monitor' },
    patch: { guard: 'parameters', set: { unknownParameters: 'deny' } },
    effective: ({ unknownParameters }) => unknownParameters === 'deny',
  },
]);
