import type { NodeRef } from '../../model/types.js';
import { defineRule, type Fix } from '../rule.js';
import { looksLikeKey, secretIn } from '../../core/secret-shapes.js';
import { wordsOf } from '../words.js';

const secretName = /\b(password|passwd|secret|api key|apikey|private key|secret key|access key|signing key)$/;

/** A default is used by whoever sends nothing: there a random key is no illustration. */
function isDefault(key: string, holder: string): boolean {
  return key === 'default' && secretName.test(wordsOf(holder));
}

/** A text that is the secret and nothing else. What stands in a sentence is left to a person. */
function redaction(node: NodeRef, text: string): { readonly fix?: Fix } {
  return /\s/.test(text.trim()) ? {} : { fix: { changes: [{ op: 'replace', node, value: '<redacted>' }] } };
}

/** OWASP API2:2023, CWE-798. The value is never part of the message. */
export default defineRule({
  id: 'secret-not-in-contract',
  title: 'Real credential stands in the contract',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: [798],
  why: 'Contracts are shared, published and rendered as documentation: everybody who reads it can use the credential.',
  remedy: 'Revoke the credential, and write a placeholder such as `<token>` instead.',
  confidence: 'firm',
  visit: {
    text({ text, key, holder, node }, { today, report }) {
      if (text.length < 20 || key === '$ref' || key === 'pattern') return;
      const what = secretIn(text, today) ?? (isDefault(key, holder) && looksLikeKey(text) ? 'key' : undefined);
      if (!what) return;
      const at = node();
      report(at, {
        ...redaction(at, text),
        message: `"${key}" has what looks like a real ${what} (${text.length} characters, not shown)`,
      });
    },
  },
});
