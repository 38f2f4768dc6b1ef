import { below } from '../../model/pointer.js';
import { defineRule, type PropertyVisit } from '../rule.js';
import { fewOperations, wordsOf } from '../words.js';

const secretName =
  /^(.* )?(password|passwd|pwd|passphrase|passcode|pin|secret|client secret|api secret|api key|apikey|access token|auth token|private key|secret key)$/;

/** What stands there to be filled in, or says that there is nothing. */
const nothing = /^(|null|none|n\/?a|string|<.*>|\{.*\}|\$\{.*\}|\*+|x{3,}|\.{3,})$/i;

function credentialOf({ name, schema }: Pick<PropertyVisit, 'name' | 'schema'>): string | undefined {
  const value = schema.default;
  if (typeof value !== 'string' || nothing.test(value) || !secretName.test(wordsOf(name))) return undefined;
  // One of fixed words is a choice and no secret.
  return Array.isArray(schema.enum) || schema.const !== undefined ? undefined : value;
}

/** OWASP API2:2023, CWE-1392. The value is never part of the message. */
export default defineRule({
  id: 'default-is-not-a-credential',
  title: 'Password or key has a default',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [1392],
  why: 'Whoever leaves the field out gets a password that everybody can read in the contract.',
  remedy: 'Remove `default`, and refuse calls without the field (`required`).',
  visit: {
    parameter({ parameter, operation, schema }, { report }) {
      if (operation.outgoing || credentialOf({ name: parameter.name, schema }) === undefined) return;
      report(parameter.node, {
        message: `"${parameter.name}" of ${fewOperations([operation])} has a default that everybody knows`,
      });
    },
    property(visit, { report }) {
      if (visit.direction !== 'in' || visit.root.kind !== 'body' || credentialOf(visit) === undefined) return;
      const operations = visit.operations().filter(({ outgoing }) => !outgoing);
      if (!operations.length) return;
      const isSandbox = operations.every(({ path }) => /\bsandbox\b/i.test(path));
      report(visit.node, {
        operations,
        // Of accounts that hold nothing.
        ...(isSandbox ? { severity: 'low' as const } : {}),
        message: `"${visit.name}" in ${fewOperations(operations)} has a default that everybody knows`,
        fix: { changes: [{ op: 'remove', node: below(visit.node, 'default') }] },
      });
    },
  },
});
