import { attackFamilies, declarableKinds, inspectionModes, leakClasses, leakModes } from '../../core/inspection.js';
import { closed, isoDate, list, oneOf, text } from './schema.js';

const mode = (description: string) => oneOf(description, ...inspectionModes);

const exception = closed(
  'A place where one family is let through, because someone says so until a day.',
  {
    at: text('query:NAME, header:NAME, path:NAME, cookie:NAME or body:/pointer', 'Place; `*` stands for every item.'),
    family: oneOf('Family of attacks.', ...attackFamilies),
    because: { ...text('a reason of at least 10 characters'), minLength: 10 },
    owner: text('who answers for it'),
    expires: { ...isoDate, description: 'Day from which it no longer holds; 180 days ahead at most.' },
  },
  ['at', 'family', 'because', 'owner', 'expires'],
);

/** `inspection` of `defaults` and of an operation. */
export const inspection = closed('How attacks are looked for in the texts of a request.', {
  mode: mode('Deny, only log what would be denied, or do not look; default deny.'),
  level: oneOf('Score of a hit from which it is denied: 5, 4 or 3; default standard.', 'lenient', 'standard', 'strict'),
  onBudget: oneOf(
    'A request with more texts than can be looked at is denied, or only logged; default deny.',
    'deny',
    'log',
  ),
  families: closed(
    'Families with a mode of their own.',
    Object.fromEntries(attackFamilies.map((family) => [family, mode('Mode of this family.')])),
  ),
  answers: closed(
    'What answers are looked through for: stack traces, errors of databases, credentials, listings, personal numbers.',
    Object.fromEntries(
      leakClasses.map((name) => [
        name,
        oneOf('Withhold the answer, mask the place, only report it (default), or do not look.', ...leakModes),
      ]),
    ),
  ),
  exceptions: list('Places where a family is let through.', exception),
});

/** `kind` of a property in `schemas`. */
export const fieldKind = oneOf('What kind of text it holds: it chooses what is looked for.', ...declarableKinds);
