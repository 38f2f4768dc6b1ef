import type { ReplayStep } from '../../core/replay.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { pathTricks } from '../tricks.js';
import { attackOnly, changeEach, type Variant } from '../variant.js';

/** Demands a credential that the gateway knows how to find: in its header, or wherever the contract has it. */
function demandsCredential({ operation, model }: Subject): boolean {
  const { requirements } = operation!.policy;
  return (
    requirements.length > 0 &&
    requirements.every((all) => all.length > 0 && all.every(({ scheme }) => model.schemes.has(scheme)))
  );
}

/** OWASP API2:2023, CWE-598, RFC 6750 5.3. A credential is taken from its declared place; elsewhere it is none. */
function declaredPlace(subject: Subject) {
  const { operation } = subject;
  if (!operation) return impossible('The operation is not in the contract; the gateway refuses it as unknown.');
  if (demandsCredential(subject) && isInForce(operation, 'authenticate'))
    return covered('authenticate', 'The gateway takes the credential from its declared place only, and demands it.');
  if (operation.policy.unknownParameters === 'deny' && isInForce(operation, 'parameters'))
    return covered('parameters', 'Parameters that the contract does not declare are refused.');
  return patch('parameters', { unknownParameters: 'deny' });
}

const otherNames = ['access_token', 'token', 'auth_token', 'jwt', 'api_key', 'key', 'Access_Token', 'token[]'];

/** The credential under other names. */
function underOtherNames({ finding: { replay } }: Subject): readonly Variant[] {
  if (!replay) return [];
  const renamed = (step: ReplayStep, inQuery: string): ReplayStep =>
    step.role === 'attack' ? { ...step, credential: { ...step.credential, inQuery } } : step;
  return otherNames.map((name) => ({
    name: `as ${name}`,
    replay: { steps: attackOnly(replay).steps.map((step) => renamed(step, name)) },
  }));
}

export default defineFamily({
  id: 'credential-place',
  title: 'A credential is taken from the address',
  closes: ['credential-in-url'],
  rewrites: false,
  patch: declaredPlace,
  alsoAt: ({ model }) =>
    [...model.operations.values()].filter(
      ({ graphql, outgoing, policy }) =>
        !graphql && !outgoing && policy.requirements.length > 0 && policy.requirements.every((all) => all.length > 0),
    ),
  variants: (subject) => [
    ...underOtherNames(subject),
    ...(subject.finding.replay ? changeEach(subject.finding.replay, pathTricks) : []),
  ],
});
