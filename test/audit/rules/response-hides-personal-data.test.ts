import rule from '../../../src/audit/rules/response-hides-personal-data.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const person = (name: string, schema = '{ type: string }') =>
  `{ type: object, properties: { id: { type: string }, ${name}: ${schema} } }`;

describeRule(rule, {
  flags: {
    'a social security number': {
      contract: answerOf(person('ssn')),
      at: 'ssn',
      severity: 'medium',
      says: /^"ssn" is in the answer of GET \/things\/\{id\}/,
      closedBy: 'patch',
    },
    'a passport number in a list': {
      contract: answerOf(`{ type: array, items: ${person('passport_number')} }`),
      closedBy: 'patch',
    },
    'a card number deep inside': {
      contract: answerOf(`{ type: object, properties: { payment: ${person('cardNumber')} } }`),
    },
    'a date of birth, as a smaller matter': {
      contract: answerOf(person('dateOfBirth', '{ type: string, format: date }')),
      severity: 'low',
    },
    'many of them, once': {
      contract: answerOf(
        '{ type: object, properties: { ssn: { type: string }, iban: { type: string }, dob: { type: string }, passportNumber: { type: string } } }',
      ),
      says: /^4 properties in the answers of 1 operation /,
    },
  },
  passes: {
    'a number that is cut': { contract: answerOf(person('ssn', '{ type: string, maxLength: 4 }')) },
    'a number that is covered': {
      contract: answerOf(person('cardNumber', "{ type: string, example: '************4242' }")),
    },
    'the last digits': { contract: answerOf(person('cardNumberLast4')) },
    'whether there is one': { contract: answerOf(person('ssn', '{ type: boolean }')) },
    'a request': { contract: bodyOf(person('ssn')) },
    'a property that the policy hides': {
      contract: answerOf(person('ssn')),
      policy: `identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }\noperations: { read: { readProperties: { /ssn: [] } } }`,
    },
    'a phone number, which has a use': { contract: answerOf(person('phoneNumber')) },
  },
});
