import { has } from '../characters.js';
import { defineDetector } from '../detector.js';

const definition =
  /\(\s{0,5}\)\s{0,5}\{(?:\s{0,5}\(a\)=>|\s{0,5}(?::|_)?\s{0,5};|\s{0,5}[^}]{0,40}\}\s{0,5};)|^\s{0,5}\(\s{0,5}\)\s{0,5}\{/;

/** CVE-2014-6271, CWE-78. A function definition of bash where a value should stand. */
export default defineDetector({
  id: 'shellshock',
  title: 'Shellshock',
  cwe: [78],
  version: 1,
  needs: has.brace,
  detect(text) {
    const found = definition.exec(text);
    if (!found) return undefined;
    const isStart = /^\s{0,5}\(\s{0,5}\)\s{0,5}\{\s{0,5}(?::|_|\(a\)=>|[^}]{0,40}\})/.test(text);
    return { score: isStart ? 5 : 3, offset: found.index, length: found[0].length, reason: 'a function of bash' };
  },
});
