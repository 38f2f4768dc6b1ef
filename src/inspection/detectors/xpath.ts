import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const patterns = definePatterns([
  {
    pattern:
      /["'\])]\s{0,5}(?:or|and|\|)\s{0,5}(?:not\s{0,3}\(\s{0,3})?(?:count|string-length|substring|name|local-name|position|contains|starts-with|last|normalize-space|text)\s{0,3}\(/i,
    score: 5,
    reason: 'a function of XPath behind a closed string',
    needs: has.paren,
  },
  {
    pattern: /\bcount\s{0,3}\(\s{0,3}(?:\/|\.\.?\/|\*|parent::|child::|\/\*|@)/i,
    score: 5,
    reason: 'nodes counted in XPath',
    needs: has.paren,
  },
  {
    pattern: /^[^[\n]{0,200}["']\s{0,5}\]\s{0,5}(?:\|\s{0,5}\/|\/\/?[a-z*@.]|%00|\0|\[\s{0,3}(?:\d|@|position|last))/i,
    score: 4,
    reason: 'a path behind a closed condition',
    needs: has.bracket,
    needsOne: has.quote | has.doubleQuote,
  },
  {
    pattern:
      /(?:^|[\s"'|(])(?:\/\/\*|\/\/[a-z]{1,40}(?:\[[^\]\d]|(?:\[\d{1,4}\])?(?:\/[a-z]{1,40}(?:\[\d{1,4}\])?){0,4}\/(?:@|text\(\)|node\(\)|parent::|child::|\*)))/i,
    score: 4,
    reason: 'a path of XPath',
    needs: has.slash,
  },
  {
    pattern:
      /\b(?:ancestor|descendant|following|preceding|parent|child|attribute|self)(?:-or-self|-sibling)?::(?:\*|node\s{0,3}\(|[a-z])/i,
    score: 4,
    reason: 'an axis of XPath',
    needs: has.colon,
  },
  {
    pattern: /\b(?:doc|document|unparsed-text|collection|doc-available)\s{0,3}\(\s{0,3}(?:["']|concat)/i,
    score: 4,
    reason: 'a document loaded by XPath',
    needs: has.paren,
  },
  {
    pattern:
      /\bstring-length\s{0,3}\(\s{0,3}(?:name|local-name|\/|\.|@|\/\*)|substring\s{0,3}\(\s{0,3}(?:name|local-name|\/\/?\w)/i,
    score: 5,
    reason: 'a name measured in XPath',
    needs: has.paren,
  },
]);

/** CWE-643. Functions, paths and axes of XPath where a value should stand. */
export default defineDetector({
  id: 'xpath',
  title: 'XPath injection',
  cwe: [643],
  version: 1,
  needs: has.paren | has.slash | has.bracket | has.colon,
  detect: (text, _part, classes) => worstMatch(text, patterns, classes),
});
