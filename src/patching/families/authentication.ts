import type { CredentialForm, Replay } from '../../core/replay.js';
import { covered, defineFamily, impossible, patch, type Subject } from '../family.js';
import {
  attackOnly,
  byOtherActors,
  changeEach,
  methodTricks,
  pathTricks,
  trustTricks,
  type Variant,
} from '../variant.js';

const forms: readonly CredentialForm[] = [
  'alg-none',
  'signature-garbage',
  'signature-stripped',
  'claims-changed',
  'expired',
];

/** The attack with each other broken form of the same token. */
function otherForms(replay: Replay): readonly Variant[] {
  const attack = replay.steps.find((step) => step.role === 'attack');
  if (!attack?.credential.form) return [];
  return forms
    .filter((form) => form !== attack.credential.form)
    .map((form) => ({
      name: `token with ${form}`,
      replay: {
        steps: attackOnly(replay).steps.map((step) =>
          step.role === 'attack' ? { ...step, credential: { actor: step.credential.actor, form } } : step,
        ),
      },
    }));
}

/** OWASP API2:2023, CWE-306, CWE-347. The gateway verifies the credential with the pinned issuer, algorithms and keys. */
function requirement({ operation, model }: Subject) {
  if (!operation) return impossible('The operation is not in the contract; the gateway refuses it as unknown.');
  if (!model.schemes.size)
    return impossible('The policy names no way to verify a credential: fill identity.schemes first.');
  const { requirements, mode } = operation.policy;
  const verifiable = requirements.some((all) => all.length > 0 && all.every(({ scheme }) => model.schemes.has(scheme)));
  const anonymous = requirements.length === 0 || requirements.some((all) => all.length === 0);
  if (verifiable && !anonymous && mode === 'enforce') {
    return covered('authenticate', 'The gateway demands and verifies the credential of this operation already.');
  }
  return patch('authenticate', { public: false, authentication: 'required' });
}

export default defineFamily({
  id: 'authentication',
  title: 'A call without a valid credential is answered',
  closes: [
    'auth-not-enforced',
    'auth-bypassed-by-path-or-method',
    'jwt-alg-none-accepted',
    'jwt-signature-not-checked',
    'jwt-algorithm-confusion',
    'jwt-secret-guessable',
    'jwt-expired-accepted',
    'jwt-not-before-ignored',
    'jwt-audience-ignored',
    'jwt-issuer-ignored',
  ],
  rewrites: false,
  patch: requirement,
  variants({ finding: { replay } }) {
    if (!replay) return [];
    return [
      ...otherForms(replay),
      ...changeEach(replay, pathTricks),
      ...changeEach(replay, methodTricks),
      ...changeEach(replay, trustTricks),
      ...byOtherActors(replay, ['anonymous']),
    ];
  },
});
