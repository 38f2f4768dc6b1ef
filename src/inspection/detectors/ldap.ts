import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const attribute = '[a-z][a-z0-9-]{1,30}';
const patterns = definePatterns([
  {
    pattern: new RegExp(
      `\\)\\s{0,3}(?:\\(\\s{0,3}[|&!]?\\s{0,3}){1,3}${attribute}\\s{0,3}(?:=|~=|>=|<=|:[\\d.:]{0,40}=)`,
      'i',
    ),
    score: 5,
    reason: 'another condition behind a closed filter',
    needs: has.equals,
  },
  {
    pattern: new RegExp(`^[^()]{0,60}\\*\\s{0,3}\\)\\s{0,3}[(&|)]`),
    score: 5,
    reason: 'a wildcard that closes a filter',
    needs: has.star,
  },
  {
    pattern: new RegExp(`\\(\\s{0,3}[|&!]\\s{0,3}\\(\\s{0,3}${attribute}\\s{0,3}(?:=|~=|>=|<=)`, 'i'),
    score: 4,
    reason: 'a filter of LDAP',
    needs: has.equals,
  },
  { pattern: /\)\s{0,3}\)\s{0,3}(?:%00|\0|\(\s{0,3}[|&]\s{0,3}\()/, score: 5, reason: 'the end of a filter' },
  {
    pattern:
      /\(\s{0,3}(?:objectclass|uid|cn|sn|mail|userpassword|samaccountname|memberof|ou|dc)\s{0,3}=\s{0,3}[^()]{0,60}\)/i,
    score: 4,
    reason: 'a condition of LDAP',
    needs: has.equals,
  },
  {
    pattern: /^[^()]{0,40}\*\(\)\s{0,3}[|&]/,
    score: 4,
    reason: 'an empty condition behind a wildcard',
    needs: has.star,
  },
  {
    pattern: /(?:^|[^\\])\*\)\(\s{0,3}[|&a-z]/i,
    score: 5,
    reason: 'a wildcard that closes a condition',
    needs: has.star,
  },
  {
    pattern:
      /\)\s{0,3}[|&!]\s{0,3}\(\s{0,3}[a-z][a-z0-9-]{1,30}\s{0,3}=|\)\(\s{0,3}[|&!]\s{0,3}(?:\)|$|\(\s{0,3}(?:$|[|&!]))/,
    score: 5,
    reason: 'an empty condition behind a closed filter',
  },
]);

/** CWE-90. Filters (RFC 4515) closed and continued. */
export default defineDetector({
  id: 'ldap',
  title: 'LDAP injection',
  cwe: [90],
  version: 1,
  needs: has.paren,
  detect: (text, _part, classes) => worstMatch(text, patterns, classes),
});
