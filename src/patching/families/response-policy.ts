import { covered, defineFamily, impossible, patch, type PatchOutcome, type Subject } from '../family.js';
import { changeEach, trustTricks } from '../variant.js';

/** What each check's finding asks of the answer. */
const settings: Readonly<Record<string, (subject: Subject) => PatchOutcome>> = {
  'cors-reflects-origin': cors,
  'cors-null-origin': cors,
  'sensitive-response-cacheable': ({ operation }) =>
    operation?.policy.response.noStore
      ? covered('response-headers', 'The gateway sends Cache-Control: no-store.')
      : patch('response-headers', { response: { noStore: true } }),
  'verbose-error': ({ operation }) =>
    operation?.policy.response.hideErrors
      ? covered('hide-errors', 'The gateway replaces the bodies of server errors.')
      : patch('hide-errors', { response: { hideErrors: true } }),
};

function cors({ operation }: Subject): PatchOutcome {
  if (operation?.policy.cors) return covered('cors', 'The policy names the origins.');
  return patch('cors', { cors: { origins: [], credentials: false } });
}

/** OWASP API8:2023, CWE-942, CWE-525, CWE-209. The answer's header fields and error bodies. */
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
          'another origin': (request) => withOrigin(request, 'https://evil.example.net'),
          'null origin': (request) => withOrigin(request, 'null'),
        })
      : [],
});

function withOrigin<T extends { readonly headers?: Readonly<Record<string, string>> }>(
  request: T,
  origin: string,
): T | undefined {
  const name = Object.keys(request.headers ?? {}).find((header) => header.toLowerCase() === 'origin');
  return name === undefined ? undefined : { ...request, headers: { ...request.headers, [name]: origin } };
}
