import { below } from '../../model/pointer.js';
import { defineRule, type Fix } from '../rule.js';

/** User and password of a URL (RFC 3986, 3.2.1: the form `user:password` is deprecated). */
const userInfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@:]+):([^/?#@]+)@([^/?#]+)/i;
const placeholder = /^([{<$[].*|user(name)?|pass(word)?|x{3,}|\*+)$/i;

/** OWASP API2:2023, CWE-522. */
export default defineRule({
  id: 'server-url-has-no-credentials',
  title: 'Server address has a password in it',
  severity: 'critical',
  owasp: ['API2:2023'],
  cwe: [522],
  why: 'Everybody who has the contract has the password.',
  remedy: 'Remove it from the address, and change the password: it has been published.',
  visit: {
    server({ url, node }, { report }) {
      const [, user, password, host] = userInfo.exec(url) ?? [];
      if (user === undefined || password === undefined || placeholder.test(password)) return;
      const isListed = /\/servers\/\d+$/.test(node.pointer);
      const value = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, '$1');
      const fix: Fix = { changes: [{ op: 'replace', node: below(node, 'url'), value }] };
      report(node, {
        message: `The address of ${host} has a user name and a password in it`,
        ...(isListed ? { fix } : {}),
      });
    },
  },
});
