import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const slow = `${'a'.repeat(22)}!`;
const at = {
  operationId: 'login',
  part: { in: 'body', pointer: '/email' } as const,
  replay: replayOf({ method: 'POST', path: '/login', body: { email: slow } }),
};
const factsOf = (observed: string) => ({ observed: [observed], payloads: [slow], maximumLength: 14 });
const pattern = '^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}$';

describeFamily('slow-text', [
  {
    says: 'where addresses are meant, only such get through',
    finding: findingOf('regex-denial-of-service', { ...at, facts: factsOf('ann@shop.example') }),
    patch: {
      guard: 'constraints',
      set: {
        constraints: [{ in: 'body', pointer: '/email', schema: { type: 'string', pattern, maxLength: 254 } }],
      },
    },
    variants: 10,
  },
  {
    says: 'other texts are cut at the length that costs nothing',
    finding: findingOf('regex-denial-of-service', { ...at, facts: factsOf('Ann') }),
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'body', pointer: '/email', schema: { type: ['string', 'number'], maxLength: 14 } }] },
    },
  },
  {
    says: 'legitimate texts as long as the slow ones are left alone',
    finding: findingOf('regex-denial-of-service', { ...at, facts: factsOf('Ann of the Green Gables') }),
    impossible: /as long as the slow ones/,
  },
]);
