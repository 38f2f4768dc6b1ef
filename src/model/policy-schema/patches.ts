import { closed, isoDate, list, matching, text, type PolicySchema } from './schema.js';
import { operationSettings } from './settings.js';

/** JSON Schema of `portcullis.patches.yaml`. */
export const patchesSchema: PolicySchema = closed(
  'Virtual patches, kept beside the policy.',
  {
    version: { description: 'Version of this format.', const: 1 },
    patches: list(
      'Patches, applied in this order after everything else.',
      closed(
        'One virtual patch.',
        {
          id: matching('a name of letters, digits, dots and dashes', '^[A-Za-z0-9][A-Za-z0-9._-]*$'),
          because: text('the fingerprint of a finding'),
          operation: text('the name of an operation'),
          guard: matching(
            'the id of a guard',
            '^[a-z][a-z0-9-]*$',
            'Guard that denies the attack, in monitor mode too.',
          ),
          set: {
            ...operationSettings,
            description: 'Settings of the operation; none: the guard denies from now on, as it is set.',
          },
          expires: { ...isoDate, description: 'After it the patch keeps denying, and warns.' },
          owner: text('the name of a person'),
        },
        ['id', 'because', 'operation', 'guard', 'set', 'expires'],
      ),
    ),
  },
  ['version', 'patches'],
);
