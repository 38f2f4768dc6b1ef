import type { CredentialForm, Replay, ReplayCredential } from '../../core/replay.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { methodTricks, pathTricks, trustTricks } from '../tricks.js';
import { asAnonymous, changeEach, withCredential, type Variant } from '../variant.js';

const forms: readonly CredentialForm[] = [
  'alg-none',
  'signature-garbage',
  'signature-stripped',
  'claims-changed',
  'expired',
];

const spellings: readonly NonNullable<ReplayCredential['spelling']>[] = ['none', 'None', 'NONE', 'nOnE'];

/** The attack with every other broken form of the same token. */
function otherForms(replay: Replay): readonly Variant[] {
  const attack = replay.steps.find((step) => step.role === 'attack');
  if (!attack?.credential.form) return [];
  const { actor } = attack.credential;
  return [
    ...forms.map((form) => withCredential(replay, `token with ${form}`, { actor, form })),
    ...spellings.map((spelling) =>
      withCredential(replay, `token with alg ${spelling}`, { actor, form: 'alg-none', spelling }),
    ),
  ];
}

/** A protected operation needs roles; one that was public until now has none, and nobody could call it any more. */
const needsRoles = ({ policy }: Operation) => policy.roles === undefined && policy.mode === 'enforce';

/** The contract names schemes that the gateway cannot verify: to demand them would close the operation for everyone. */
function isUnverifiable({ security }: Operation, { schemes }: ApiModel): boolean {
  const needed = security.alternatives.filter((all) => all.length > 0);
  return needed.length > 0 && !needed.some((all) => all.every(({ scheme }) => schemes.has(scheme)));
}

/** The attack goes to another spelling of the path that the control has. */
function isOtherPath(replay: Replay | undefined): boolean {
  const pathOf = (role: string) => replay?.steps.find((step) => step.role === role)?.request.path.split('?', 1)[0];
  const [attack, control] = [pathOf('attack'), pathOf('control')];
  return attack !== undefined && control !== undefined && attack !== control;
}

/** OWASP API2:2023, CWE-306, CWE-347. The gateway verifies the credential with the pinned issuer, algorithms and keys. */
function requirement({ finding, operation, model }: Subject) {
  if (!operation) return impossible('The operation is not in the contract; the gateway refuses it as unknown.');
  if (!model.schemes.size)
    return impossible('The policy names no way to verify a credential: fill identity.schemes first.');
  if (isUnverifiable(operation, model))
    return impossible('The gateway cannot verify the credential that the contract names: fill identity.schemes first.');
  if (isOtherPath(finding.replay) && model.unknownOperations === 'deny')
    return covered('route', 'A path that is written in another way than in the contract is no operation of it.');
  const { requirements } = operation.policy;
  const verifiable = requirements.some((all) => all.length > 0 && all.every(({ scheme }) => model.schemes.has(scheme)));
  const anonymous = requirements.length === 0 || requirements.some((all) => all.length === 0);
  if (verifiable && !anonymous && isInForce(operation, 'authenticate')) {
    return covered('authenticate', 'The gateway demands and verifies the credential of this operation already.');
  }
  return patch('authenticate', { authentication: 'required', ...(needsRoles(operation) && { roles: 'any' }) });
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
    'jwt-kid-injection',
    'jwt-key-url-followed',
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
      ...asAnonymous(replay),
    ];
  },
});
