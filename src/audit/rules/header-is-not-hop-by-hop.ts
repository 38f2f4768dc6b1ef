import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Where one message ends and the next begins, and who speaks to whom (RFC 9110 7.6.1, RFC 9112 6). */
const framing =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|content-length|upgrade|proxy-connection|proxy-authenticate|proxy-authorization|expect|http2-settings)$/;

/** What proxies on the way say about the caller: whoever sends it may say anything. */
const forwarded =
  /^(forwarded|via|x-forwarded-(for|host|proto|port|server|prefix|uri|user)|x-real-ip|true-client-ip|cf-connecting-ip|x-client-ip|x-cluster-client-ip|x-original-(url|host|uri)|x-rewrite-url|x-http-method(-override)?|x-method-override)$/;

/** OWASP API8:2023, CWE-444 and CWE-348. */
export default defineRule({
  id: 'header-is-not-hop-by-hop',
  title: 'Contract asks callers for a header that proxies set',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [444, 348],
  why: 'A server that believes such a header takes any address, host or method for true; one that reads lengths from it is open to smuggled requests.',
  remedy:
    'Remove the parameter from the contract, and take the value from the connection or from a proxy that you run.',
  visit: {
    parameter({ parameter, operation }, { report }) {
      const name = parameter.name.toLowerCase();
      if (parameter.in !== 'header' || operation.outgoing) return;
      const isForwarded = forwarded.test(name);
      if (!isForwarded && !framing.test(name)) return;
      report(parameter.node, {
        key: `header ${name}`,
        message: `${nameOf(operation)} takes "${parameter.name}" from the caller: it ${isForwarded ? 'is what proxies say, and anybody may forge it' : 'frames the message'}`,
        part: { in: 'header', name: parameter.name },
      });
    },
  },
});
