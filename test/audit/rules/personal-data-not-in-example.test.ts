import rule from '../../../src/audit/rules/personal-data-not-in-example.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const of = (name: string, value: string) =>
  bodyOf(`{ type: object, properties: { ${name}: { type: string, example: '${value}' } } }`);

describeRule(rule, {
  flags: {
    'a card number with a valid checksum': {
      contract: of('card_number', '4539578763621486'),
      at: 'example',
      severity: 'medium',
      closedBy: 'fix',
      says: /^"example" has what looks like a real payment card number \(16 characters, not shown\)$/,
    },
    'a card number in groups': { contract: of('pan', '4539 5787 6362 1486') },
    'the mail address of a person': { contract: of('email', 'k.lindqvist84@gmail.com'), says: /mail address/ },
    'a social security number, as a smaller matter': { contract: of('ssn', '536-22-8726'), severity: 'low' },
    'an example of an answer': {
      contract: answerOf('{ type: object }').replace(
        'application/json: {',
        'application/json: { example: { email: t.okonkwo@yahoo.com },',
      ),
      at: 'email',
    },
  },
  passes: {
    'the number of a test card': { contract: of('card_number', '4242424242424242') },
    'a number with a wrong checksum': { contract: of('card_number', '4539578763621487') },
    'digits that are an id': { contract: of('orderId', '4539578763621486') },
    'an address of nobody': { contract: of('email', 'jane.doe@gmail.com') },
    'an address of a company': { contract: of('email', 'kim@acme.example') },
    'a published number': { contract: of('ssn', '123-45-6789') },
    'a contact in a description': {
      contract: bodyOf(`{ type: object, description: 'Ask k.lindqvist84@gmail.com' }`),
    },
  },
});
