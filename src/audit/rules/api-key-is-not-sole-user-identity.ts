import type { ApiModel, Operation, SecurityScheme } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { meaningPath, nameOf, pathWords, wordsOf } from '../words.js';

/** Segments that mean "of the person who calls". */
const personal = /^(me|my|self|myself|current user|whoami|who am i|my account|my profile)$/;

/** What is called a key and holds the token of a person: the way to write bearer tokens and sessions in OpenAPI 2.0. */
const token = /\b(bearer|jwt|tokens?|sessions?|user|oauth|authori[sz]ation|login|saml)\b/;

function isKeyOfApplication(scheme: SecurityScheme | undefined): boolean {
  if (scheme?.type !== 'apiKey' || scheme.in === 'cookie') return false;
  return !token.test([scheme.parameter, scheme.name, scheme.description ?? ''].map(wordsOf).join(' '));
}

/** Schemes of the keys that alone say who calls; undefined when something else does as well. */
function keysAlone(model: ApiModel, { security, parameters }: Operation): readonly string[] | undefined {
  const { alternatives } = security;
  const requirements = alternatives.flat();
  if (!requirements.length || alternatives.some(({ length }) => length === 0)) return undefined;
  if (!requirements.every(({ scheme }) => isKeyOfApplication(model.securitySchemes.get(scheme)))) return undefined;
  if (parameters.some((one) => one.in === 'header' && token.test(wordsOf(one.name)))) return undefined;
  return [...new Set(requirements.map(({ scheme }) => scheme))];
}

/** Schemes of the policy that know a person. */
function personSchemes({ schemes }: ApiModel): readonly string[] {
  return [...schemes].filter(([, { kind }]) => kind === 'jwt' || kind === 'introspection').map(([name]) => name);
}

/** OWASP API2:2023, CWE-287. */
export default defineRule({
  id: 'api-key-is-not-sole-user-identity',
  title: 'An API key stands for a person',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: [287],
  why: 'A key is copied into programs and shared: it says which application calls, and anybody who has it is that person.',
  remedy: 'Ask for a credential of the person (OAuth 2.0, OpenID Connect) beside the key.',
  confidence: 'firm',
  visit: {
    operation(operation, { model, report, hasPolicy }) {
      if (operation.outgoing || operation.policy.public) return;
      if (!pathWords(meaningPath(operation)).some((word) => personal.test(word))) return;
      const keys = keysAlone(model, operation);
      if (!keys) return;
      const better = hasPolicy ? personSchemes(model) : [];
      const isAnswered = operation.policy.requirements.every((all) =>
        all.some(({ scheme }) => better.includes(scheme)),
      );
      if (better.length && isAnswered) return;
      report(operation.node, {
        key: `key ${keys.join(' ')}`,
        message: `${nameOf(operation)} is about the person who calls, and the key "${keys.join(', ')}" alone says who that is`,
        ...(better.length ? { patch: { guard: 'authenticate', set: { authentication: { schemes: better } } } } : {}),
      });
    },
  },
});
