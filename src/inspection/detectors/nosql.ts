import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const operators =
  'ne|eq|gt|gte|lt|lte|in|nin|not|or|and|nor|exists|type|regex|where|expr|mod|all|size|elemmatch|text|search|jsonschema|comment|function|accumulator|set|unset|inc|push|pull|rename|lookup|out|merge|group|match|project|unionwith';
const asName = new RegExp(`^\\$(?:${operators})$`, 'i');
const inName = new RegExp(`(?:\\[|\\.)\\$(?:${operators})(?:\\]|$)`, 'i');

const patterns = definePatterns([
  {
    pattern: new RegExp(
      `["'{,]\\s{0,5}["']?\\$(?:${operators})["']?\\s{0,5}:\\s{0,5}(?:["'{[\\d/]|null|true|false|-)`,
      'i',
    ),
    score: 5,
    reason: 'an operator of MongoDB in a document',
    needs: has.dollar | has.colon,
  },
  {
    pattern:
      /["']\s{0,5}(?:;|\|\||&&|\+)\s{0,5}(?:return[\s(]{1,5}(?:true|1|this|\w+\s{0,3}[=!<>]=?)|this\.\w{1,40}\s{0,3}[=!.<>]|sleep\s{0,3}\(|while\s{0,3}\(|db\.\w{1,40}\.|emit\s{0,3}\()/i,
    score: 5,
    reason: 'script behind a closed string of a query',
  },
  {
    pattern:
      /\b(?:this\.\w{1,40}\s{0,3}(?:\.match\s{0,3}\(|[=!]==?\s{0,3}["'])|function\s{0,3}\(\s{0,3}\)\s{0,3}\{\s{0,5}(?:return\s{1,5}(?:this|true|1|obj)\b|sleep\s{0,3}\(|while\s{0,3}\()|db\.(?:get(?:Name|Collection\w{0,10}|SiblingDB|Users?)|\w{1,40}\.(?:find|insert|update|remove|drop|aggregate|mapreduce)\w{0,20})\s{0,3}\()/i,
    score: 4,
    reason: 'script of MongoDB',
  },
  {
    pattern: /["']\s{0,5}\|\|\s{0,5}["']?1["']?\s{0,3}={2,3}\s{0,3}["']?1/,
    score: 5,
    reason: 'a true condition behind a closed string',
    needs: has.pipe | has.equals,
  },
  {
    pattern: /["']\s{0,5},\s{0,5}\$(?:or|and|where|ne)\s{0,5}:/i,
    score: 5,
    reason: 'an operator behind a closed string',
    needs: has.dollar | has.colon | has.comma,
  },
]);

/** CWE-943. Operators of document databases as names, inside documents, and scripts behind closed strings. */
export default defineDetector({
  id: 'nosql',
  title: 'NoSQL injection',
  cwe: [943],
  version: 1,
  needs: has.dollar | has.quote | has.doubleQuote | has.paren,
  detect(text, part, classes) {
    if (part.isName) {
      if (asName.test(text))
        return { score: 5, offset: 0, length: text.length, reason: 'an operator of MongoDB as a name' };
      const inside = inName.exec(text);
      if (inside)
        return { score: 5, offset: inside.index, length: inside[0].length, reason: 'an operator of MongoDB in a name' };
    }
    return worstMatch(text, patterns, classes);
  },
});
