import { has } from '../characters.js';
import { defineDetector } from '../detector.js';

const inName =
  /(?:^|[[.\]])(?:__proto__|__define[GS]etter__|__lookup[GS]etter__)(?:$|[[.\]])|constructor\]?[[.]+prototype/i;
const inDocument =
  /["']__proto__["']\s{0,5}:|["']constructor["']\s{0,5}:\s{0,5}\{\s{0,5}["']prototype["']|(?:\[|\.)["']?__proto__["']?(?:\]|\.)\s{0,3}[[.=\w]|constructor\s{0,3}(?:\.|\[["'])prototype/i;

/** CWE-1321. Names that reach the prototype of an object. */
export default defineDetector({
  id: 'prototype',
  title: 'Prototype pollution',
  cwe: [1321],
  version: 1,
  needs: has.lower | has.upper,
  detect(text, part) {
    if (!text.includes('__') && !/prototype/i.test(text)) return undefined;
    const found = part.isName ? inName.exec(text) : inDocument.exec(text);
    return found
      ? { score: 5, offset: found.index, length: found[0].length, reason: 'a name of the prototype' }
      : undefined;
  },
});
