import { rootPointer } from '../answers.js';
import { operationName } from '../identity.js';
import { below, isFields, memberOf } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule, type Fix, type PropertyVisit } from '../rule.js';
import { fewOperations, isLogin, lastPathWord, meaningPath, wordsOf } from '../words.js';

/** No answer ever has a use for these. */
const never =
  /^(user |account |hashed |encrypted |current |old |new )?(password|passwd|pwd)( (hash|salt|digest|encrypted))?$|^(pin|pass) (hash|code hash)$|^(cvv|cvc|cvv2|card security code)$|^security answers?$|^(mfa|totp|otp) (secret|seed)$/;

/** May be shown once, by the operation that makes it. */
const onlyWhenMade = /^(client secret|api secret|secret key|private key|signing secret|webhook secret|api key hash)$/;

/** A text, or of no declared type. `password: boolean` says whether there is one. */
function isText({ schema }: PropertyVisit): boolean {
  const { type } = schema;
  if (schema.const !== undefined || Array.isArray(schema.enum)) return false;
  return type === undefined
    ? !schema.properties
    : type === 'string' || (Array.isArray(type) && type.includes('string'));
}

/** Somebody says the value is cut or covered. */
function isMasked({ schema }: PropertyVisit): boolean {
  const { description, example } = schema;
  if (typeof example === 'string' && /^[*x•.]{3,}|\*{3,}/i.test(example)) return true;
  return (
    typeof description === 'string' &&
    /\b(masked|redacted|obfuscated|never returned|not returned|write[- ]only)\b/i.test(description)
  );
}

/** `writeOnly` beside a `$ref` says nothing before OpenAPI 3.1, and OpenAPI 2.0 does not know it. */
function hideFix({ format }: ApiModel, { node, schema }: PropertyVisit): { readonly fix?: Fix } {
  const isReference = isFields(memberOf(node, 'value')) && memberOf(memberOf(node, 'value'), '$ref') !== undefined;
  if (format === 'openapi-2.0' || (isReference && format === 'openapi-3.0') || schema.readOnly === true) return {};
  return { fix: { changes: [{ op: 'add', node: below(node, 'writeOnly'), value: true }] } };
}

/** What is stored beside a secret, or must not be stored at all: nobody asks for it. */
const stored = /\b(hash|salt|digest|cvv2?|cvc|card security code)\b/;

/** To hand out or to show credentials is what the operation is for. */
function isAboutSecrets(operation: Operation): boolean {
  const last = lastPathWord(meaningPath(operation));
  if (/\b(secrets?|credentials?)( json)?$/.test(last)) return true;
  return operation.method === 'post' && /\b(keys?|tokens?|rotate|regenerate|reset( auth)?)( json)?$/.test(last);
}

/** OWASP API3:2023, CWE-201. */
export default defineRule({
  id: 'response-hides-secret',
  title: 'Secret is in the answer',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: [201],
  why: 'Whoever may read the object also gets its password, hash or key, and with it the account.',
  remedy: 'Leave it out of the answer (`writeOnly: true`), or hide it with `read: []` under `schemas` in the policy.',
  confidence: 'firm',
  visit: {
    property(visit, { model, report }) {
      if (visit.direction !== 'out' || visit.root.kind !== 'response') return;
      const words = wordsOf(visit.name);
      const isSecret = never.test(words);
      if ((!isSecret && !onlyWhenMade.test(words)) || !isText(visit) || isMasked(visit)) return;
      const { object, name } = visit;
      if (object.name !== undefined && model.propertyRules.get(object.name)?.get(name)?.read) return;
      const operations = visit
        .operations()
        .filter((operation) => !operation.outgoing && (isSecret ? !isLogin(operation) : operation.isRead))
        .filter((operation) => stored.test(words) || !isAboutSecrets(operation))
        .filter(({ policy }) => ![...policy.readProperties.keys()].some((pointer) => pointer.endsWith(`/${name}`)));
      if (!operations.length) return;
      const pointer = rootPointer(model, visit);
      report(visit.node, {
        operations,
        // A secret in several parts of one answer is one leak.
        ...(operations.length === 1 ? { key: `${name} in ${operationName(operations[0]!)}` } : {}),
        ...hideFix(model, visit),
        ...(pointer ? { patch: { guard: 'read-properties', set: { readProperties: { [pointer]: [] } } } } : {}),
        message: `"${name}" is in the answer of ${fewOperations(operations)}`,
        facts: { property: name },
      });
    },
  },
});
