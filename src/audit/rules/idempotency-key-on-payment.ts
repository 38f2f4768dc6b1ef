import { below, isFields, memberOf } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule, type Fix } from '../rule.js';
import { lastPathWord, nameOf, wordsOf } from '../words.js';

/** A second one costs money. Words that lists and settings have too are left out. */
const payment =
  /^(payments?|charges?|transfers?|payouts?|refunds?|withdrawals?|disbursements?|credit transfers?|topups?|top ups?|pay|checkout)$/;

/** Whatever its name, it lets the server see that a call is a repetition. */
const repeatable =
  /\b(idempoten\w*|request id|requestid|client reference|reference( id| number)?|external (id|reference)|transaction (id|reference)|merchant (transaction|reference)( id)?|nonce|dedup\w*|end to end id(entification)?|unique (id|reference)|client (order|transfer|payment) id|order id|correlation id|uetr)\b/;

function bodyNames(model: ApiModel, { body }: Operation): readonly string[] {
  return (body?.content ?? []).flatMap(({ schema }) => {
    const value = schema && model.resolve(schema)?.value;
    const parts = isFields(value) && Array.isArray(value.allOf) ? (value.allOf as unknown[]) : [];
    return [value, ...parts].flatMap((part) =>
      isFields(memberOf(part, 'properties')) ? Object.keys(memberOf(part, 'properties') as object) : [],
    );
  });
}

function isPayment(operation: Operation): boolean {
  return (
    !operation.outgoing &&
    operation.method === 'post' &&
    operation.body !== undefined &&
    payment.test(lastPathWord(operation.path)) &&
    !operation.path.endsWith('}')
  );
}

/** An optional header: calls without it stay valid. */
function fixOf({ node }: Operation, { documents, format }: ApiModel): Fix {
  const header = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    ...(format === 'openapi-2.0' ? { type: 'string', maxLength: 255 } : { schema: { type: 'string', maxLength: 255 } }),
  };
  const list = below(node, 'parameters');
  const isThere = Array.isArray(memberOf(documents.at(node)?.value, 'parameters'));
  return {
    changes: [
      isThere ? { op: 'add', node: below(list, '-'), value: header } : { op: 'add', node: list, value: [header] },
    ],
  };
}

/** OWASP API6:2023, CWE-837. */
export default defineRule({
  id: 'idempotency-key-on-payment',
  title: 'Payment that is sent twice is made twice',
  severity: 'low',
  owasp: ['API6:2023'],
  cwe: [837],
  why: 'After a lost answer an honest client pays again, and a dishonest one repeats a payout on purpose.',
  remedy:
    'Take an `Idempotency-Key` header (or a reference of the caller in the body), and answer a repetition with the first result.',
  confidence: 'firm',
  mergeFrom: 6,
  population: isPayment,
  whole: ({ count, of }) => `${count} of ${of} payments have nothing that tells a repetition`,
  onlyHttp: true,
  visit: {
    operation(operation, { model, report }) {
      if (!isPayment(operation)) return;
      const names = [...operation.parameters.map(({ name }) => name), ...bodyNames(model, operation)];
      if (names.some((name) => repeatable.test(wordsOf(name)))) return;
      report(operation.node, {
        message: `${nameOf(operation)} has nothing by which the server could tell that it was sent twice`,
        fix: fixOf(operation, model),
      });
    },
  },
});
