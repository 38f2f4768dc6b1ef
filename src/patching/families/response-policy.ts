import { textFact, textsFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type PatchOutcome, type Subject } from '../family.js';
import { trustTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

/** What each check's finding asks of the answer. */
const settings: Readonly<Record<string, (subject: Subject) => PatchOutcome>> = {
  'cors-reflects-origin': cors,
  'cors-null-origin': cors,
  'sensitive-response-cacheable': ({ operation }) =>
    operation!.policy.response.noStore
      ? covered('response-headers', 'The gateway sends Cache-Control: no-store.')
      : patch('response-headers', { response: { noStore: true } }),
  'security-header-missing': addedFields,
  'server-version-disclosed': droppedFields,
  'cookie-flags-missing': cookieFlags,
  'verbose-error': ({ operation }) =>
    operation!.policy.response.hideErrors
      ? covered('hide-errors', 'The gateway replaces the bodies of server errors.')
      : patch('hide-errors', { response: { hideErrors: true } }),
};

/** What every answer of the gateway carries; over TLS the second as well. */
const ownFields = new Set(['x-content-type-options', 'strict-transport-security']);

function addedFields({ finding }: Subject): PatchOutcome {
  const missing = textsFact(finding, 'headers');
  if (missing.length > 0 && missing.every((name) => ownFields.has(name)))
    return covered('response-headers', 'The gateway adds the field to every answer.');
  return impossible('Which pages may frame this one is known to the code alone. Send Content-Security-Policy there.');
}

/** What no answer of the gateway carries. */
const hiddenFields = new Set([
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-generator',
  'x-runtime-version',
]);

function droppedFields({ finding }: Subject): PatchOutcome {
  const named = textsFact(finding, 'headers');
  return named.length > 0 && named.every((name) => hiddenFields.has(name))
    ? covered('response-headers', 'The gateway drops the field from every answer.')
    : impossible('The gateway does not know the field as one that names software. Turn it off in the server.');
}

function cookieFlags({ finding, operation }: Subject): PatchOutcome {
  const cookie = textFact(finding, 'cookie');
  if (cookie === undefined) return impossible('The name of the cookie is not known.');
  if (operation!.policy.response.protectCookies?.includes(cookie))
    return covered('response-headers', 'The gateway adds the attributes of the cookie.');
  return patch('response-headers', { response: { protectCookies: [cookie] } });
}

/** Origins that somebody has named: in the finding, or at another operation of the API. */
function knownOrigins({ finding, model }: Subject): readonly string[] {
  const named = [...model.operations.values()].flatMap(({ policy }) => policy.cors?.origins ?? []);
  return [...new Set([...textsFact(finding, 'allowedOrigins'), ...named])].toSorted();
}

function cors(subject: Subject): PatchOutcome {
  const { operation } = subject;
  if (operation!.policy.cors && isInForce(operation!, 'cors')) return covered('cors', 'The policy names the origins.');
  const origins = knownOrigins(subject);
  return patch('cors', { cors: { origins, credentials: origins.length > 0 } });
}

/** OWASP API8:2023, CWE-942, CWE-525, CWE-209, CWE-614, CWE-693. The answer's header fields and error bodies. */
export default defineFamily({
  id: 'response-policy',
  title: 'Answers give away more than they need to',
  closes: Object.keys(settings),
  rewrites: true,
  patch: (subject) =>
    subject.operation
      ? settings[subject.finding.ruleId]!(subject)
      : impossible('The operation is not in the contract.'),
  variants: ({ finding: { replay } }) =>
    replay
      ? changeEach(replay, {
          ...trustTricks,
          'another origin': withOrigin('https://evil.example.net'),
          'null origin': withOrigin('null'),
        })
      : [],
});

/** Only where the attack names an origin. */
function withOrigin(origin: string): Change {
  return (request) => {
    const name = Object.keys(request.headers ?? {}).find((header) => header.toLowerCase() === 'origin');
    return name === undefined ? undefined : { ...request, headers: { ...request.headers, [name]: origin } };
  };
}
