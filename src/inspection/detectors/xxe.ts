import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const patterns = definePatterns([
  { pattern: /<!ENTITY\b|<!\[\s{0,5}%\w{1,40};/i, score: 5, reason: 'an entity' },
  {
    pattern: /<!DOCTYPE\s{1,10}(?!html\b)[^>[]{0,200}(?:\[|SYSTEM|PUBLIC)/i,
    score: 5,
    reason: 'a document type with a subset',
  },
  { pattern: /<!DOCTYPE\s{1,10}(?!html\b)[\w:.-]{1,60}/i, score: 4, reason: 'a document type' },
  { pattern: /<[\w:-]{0,40}:?include\b[^>]{0,200}\bhref\s{0,3}=/i, score: 4, reason: 'an inclusion (XInclude)' },
  {
    pattern: /xmlns(?::\w{1,20})?\s{0,3}=\s{0,3}["']http:\/\/www\.w3\.org\/2001\/XInclude/i,
    score: 5,
    reason: 'an inclusion (XInclude)',
  },
  {
    pattern: /xsi:(?:noNamespace)?schemaLocation\s{0,3}=\s{0,3}["'][^"']{0,300}(?:https?|ftp|file|jar|gopher):/i,
    score: 4,
    reason: 'a schema loaded from an address',
  },
  {
    pattern: /<\?xml-stylesheet\b[^>]{0,200}\bhref\s{0,3}=\s{0,3}["']?(?:[a-z][\w+.-]{1,12}:|\/\/|\\\\)/i,
    score: 4,
    reason: 'a style sheet loaded from an address',
  },
  {
    pattern: /<\?xml[^>]{0,100}encoding\s{0,3}=\s{0,3}["'](?:utf-7|utf-16|utf-32|ucs|ebcdic|cp037|ibm)/i,
    score: 4,
    reason: 'an encoding that hides markup',
  },
]);

/** CWE-611, CWE-776. Entities, document types and inclusions of XML. */
export default defineDetector({
  id: 'xxe',
  title: 'XML external entities',
  cwe: [611, 776],
  version: 1,
  needs: has.angle,
  detect: (text, _part, classes) => worstMatch(text, patterns, classes),
});
