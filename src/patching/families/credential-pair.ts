import { textFact } from '../facts.js';
import { bound, covered, defineFamily, impossible, isInForce, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

/** In any case, with blanks around it: accounts are looked up like that. */
function anyCase(text: string): string {
  const letters = [...text].map((letter) => {
    const [upper, lower] = [letter.toUpperCase(), letter.toLowerCase()];
    if (upper !== lower) return `[${upper}${lower}]`;
    return letter.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
  });
  return `^\\s*${letters.join('')}\\s*$`;
}

/** One member of an object at the top of the body; undefined deeper down. */
const memberOf = (pointer: string | undefined) => /^\/([^/~]+)$/.exec(pointer ?? '')?.[1];

/** CWE-1392. This account with this password is refused at the login; the account itself stays usable. */
function refusePair({ finding, operation }: Subject) {
  const [account, password] = [textFact(finding, 'account'), textFact(finding, 'password')];
  const [user, secret] = [memberOf(textFact(finding, 'accountPointer')), memberOf(finding.part?.pointer)];
  if (!operation || account === undefined || password === undefined || user === undefined || secret === undefined)
    return impossible('The places of account and password are not known. Change the password.');
  const isRefused = operation.policy.constraints.some(({ schema }) =>
    JSON.stringify(schema).includes(anyCase(account)),
  );
  if (isRefused && isInForce(operation, 'constraints'))
    return covered('constraints', 'The login refuses this pair already.');
  const properties = { [user]: { type: 'string', pattern: anyCase(account) }, [secret]: { const: password } };
  return bound({ in: 'body', pointer: '' }, { not: { type: 'object', required: [user, secret], properties } });
}

/** The account written in another way. */
const respelled =
  (account: string, change: (text: string) => string): Change =>
  ({ body, ...request }) =>
    body === undefined
      ? undefined
      : { ...request, body: body.replace(JSON.stringify(account), JSON.stringify(change(account))) };

export default defineFamily({
  id: 'credential-pair',
  title: 'An account has the password it came with',
  closes: ['default-credentials'],
  rewrites: false,
  patch: refusePair,
  variants({ finding }) {
    const { replay } = finding;
    const account = textFact(finding, 'account');
    if (!replay || account === undefined) return [];
    return [
      ...changeEach(replay, {
        'account in capitals': respelled(account, (text) => text.toUpperCase()),
        'account with a capital': respelled(account, (text) => text.charAt(0).toUpperCase() + text.slice(1)),
        'account with a blank behind': respelled(account, (text) => `${text} `),
        'account with a blank in front': respelled(account, (text) => ` ${text}`),
        'account with a tab behind': respelled(account, (text) => `${text}\t`),
      }),
      ...changeEach(replay, bodyTricks),
      ...changeEach(replay, pathTricks),
    ];
  },
});
