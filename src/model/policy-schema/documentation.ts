import { closed, isoDate, list, matching, named, oneOf, text } from './schema.js';

const audience = (description: string) => oneOf(description, 'public', 'partner', 'internal');

/** `documentation` of the policy: who may read of which operation, and whom to tell of a weakness. */
export const documentationSchema = closed('What `docs build` publishes.', {
  url: matching(
    'an http or https URL',
    '^https?://[^\\s?#@]+$',
    'Where readers call the API. Default the first address of `listen`.',
  ),
  audience: audience('Of operations that are not named below. Default public.'),
  audiences: named(
    'Operation -> who may read of it. `x-internal: true` in the contract means internal.',
    audience('Who.'),
  ),
  published: list(
    'Texts that the publish gate found and that may be published all the same.',
    closed(
      'One text.',
      {
        id: matching('the 10 digits that `docs build` prints', '^[0-9a-f]{10}$', 'Which one.'),
        reason: text('why it harms nobody', 'For those who read the policy.'),
      },
      ['id', 'reason'],
    ),
  ),
  security: closed(
    'Whom to tell of a weakness (security.txt, RFC 9116).',
    {
      contact: list(
        'Addresses.',
        matching('a mailto:, https: or tel: address', '^(mailto:[^\\s@]+@[^\\s@]+|https://\\S+|tel:\\+\\S+)$'),
        1,
      ),
      expires: { ...isoDate, description: 'When this is out of date; at most a year from now.' },
      policy: text('an https URL', 'How reports are treated.'),
    },
    ['contact', 'expires'],
  ),
});
