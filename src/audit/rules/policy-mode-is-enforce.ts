import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** OWASP API8:2023, CWE-693. */
export default defineRule({
  id: 'policy-mode-is-enforce',
  title: 'Policy only watches',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [693],
  why: 'In monitor mode every call that should be denied goes through, and is only written down.',
  remedy: 'Set `mode: enforce` when the log shows no legitimate call that would be denied.',
  needs: 'policy',
  visit: {
    operation(operation, { report }) {
      const { mode, origins } = operation.policy;
      if (operation.outgoing || mode === 'enforce') return;
      const effect = mode === 'off' ? 'is not protected at all' : 'is only watched';
      report(origins.mode ?? operation.node, { message: `${nameOf(operation)} ${effect}: its mode is ${mode}` });
    },
  },
});
