import { above, closed, named } from './schema.js';

/** `incidents` of the policy: who has to be told of an incident, and how soon. */
export const incidentsSchema = closed('What an incident sets going.', {
  deadlines: named(
    'Who must be told -> hours from the time when you knew. Default `{ "data protection authority (GDPR 33)": 72 }` where personal data are concerned.',
    above('Hours.', 0),
  ),
});
