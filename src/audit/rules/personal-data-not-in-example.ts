import { personalDataIn } from '../personal-data.js';
import { defineRule } from '../rule.js';
import { wordsOf } from '../words.js';

/** Somewhere below an example or a default. Names of properties do not count: their schemas are no examples. */
const inExample = /\/(example|examples|default|x-example|x-examples|dataValue)(\/|$)/;

/** The text is digits by itself: an id of that length has the form of a card by chance. */
const cardName = /\b(card|pan|account number|number|payment)\b/;

/** OWASP API3:2023, CWE-359. The value is never part of the message. */
export default defineRule({
  id: 'personal-data-not-in-example',
  title: 'Data of a real person stands in an example',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: [359],
  why: 'Contracts are published and copied; a real address, card or number in one cannot be taken back, and belongs to somebody.',
  remedy: 'Use data of nobody: addresses at example.com (RFC 2606), the test numbers of the payment networks.',
  confidence: 'firm',
  mergeFrom: 4,
  whole: ({ places }) => `${places} examples hold what looks like data of real people`,
  visit: {
    text({ text, key, holder, node }, { report }) {
      const found = personalDataIn(text);
      if (!found) return;
      if (found.what === 'payment card number' && !cardName.test(`${wordsOf(key)} ${wordsOf(holder)}`)) return;
      const at = node();
      if (!inExample.test(at.pointer)) return;
      report(at, {
        fix: { changes: [{ op: 'replace', node: at, value: found.instead }] },
        severity: found.isSure ? 'medium' : 'low',
        message: `"${key}" has what looks like a real ${found.what} (${text.length} characters, not shown)`,
      });
    },
  },
});
