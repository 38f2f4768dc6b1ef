import { memberOf } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { nameOf, wordsOf } from '../words.js';

const proof = /\b(signature|sig|signed|hmac|digest|jws|jwt|authorization|secret|token|webhook key|verification)\b/;
const saidInWords = /\b(signatures?|signed|HMAC|JWS|JWT|mutual TLS|mTLS|shared secret|basic auth(entication)?)\b/i;

/** The sender is known by a header field, a scheme, or by what the text says about it. */
function isProved({ parameters, security, description, summary }: Operation): boolean {
  if (parameters.some(({ in: location, name }) => location === 'header' && proof.test(wordsOf(name)))) return true;
  if (security.declared === 'operation' && security.requiresCredential) return true;
  return saidInWords.test(description) || saidInWords.test(summary);
}

/** The introduction explains how webhooks are signed. */
function isExplained({ documents }: ApiModel): boolean {
  const info = memberOf(documents.files.get(documents.entry)?.value, 'info');
  const text = memberOf(info, 'description');
  if (typeof text !== 'string' || text.length > 200_000) return false;
  return text.split(/\n\s*\n/).some((part) => /webhook|callback|notification/i.test(part) && saidInWords.test(part));
}

/** OWASP API10:2023, CWE-345. */
export default defineRule({
  id: 'webhook-has-signature',
  title: 'Anybody can send this event',
  severity: 'medium',
  owasp: ['API10:2023'],
  cwe: [345],
  why: 'Receivers cannot tell an event of yours from one that somebody made up: a forged "paid" ships the goods.',
  remedy: 'Sign the event (HMAC or RFC 9421) with a timestamp, and declare the header field with the signature.',
  confidence: 'firm',
  mergeFrom: 2,
  population: ({ outgoing }) => outgoing,
  whole: ({ count, of }) => `${count} of ${of} webhooks and callbacks have nothing that proves who sent them`,
  visit: {
    model(model, { report }) {
      const sent = [...model.operations.values()].filter(({ outgoing }) => outgoing);
      if (!sent.length || isExplained(model)) return;
      for (const operation of sent.filter((one) => one.isWrite && !isProved(one))) {
        report(operation.node, {
          operations: [operation],
          message: `The event ${nameOf(operation)} has nothing that proves who sent it`,
        });
      }
    },
  },
});
