import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';

const faults: Readonly<Record<string, string>> = {
  outside: 'leaves the folder of the contract',
  remote: 'is fetched from another machine',
};

/** The address without user and password. */
function shown(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, '$1...@');
}

/** OWASP API10:2023, CWE-829. */
export default defineRule({
  id: 'ref-stays-inside',
  title: 'Reference leaves the contract',
  severity: 'high',
  owasp: ['API10:2023'],
  cwe: [829],
  why: 'Whoever controls the other file changes what is enforced, and a build that follows it can be made to read files.',
  remedy: 'Copy the part into the contract, or widen the folder that references may reach.',
  visit: {
    model({ documents }, { report }) {
      for (const { from, text, state } of documents.refs) {
        const fault = faults[state];
        if (fault)
          report(below(from, '$ref'), { key: `ref ${text}`, message: `"${shown(text)}" ${fault}; it was not read` });
      }
    },
  },
});
