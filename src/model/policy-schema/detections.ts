import { detectorThresholds, type DetectorThreshold } from './detector-thresholds.js';
import { closed, list, named, oneOf, pointer, text, yesNo, type PolicySchema } from './schema.js';

const operation = text('the name of an operation');
const range = text('an address or a range such as 203.0.113.0/24');
const time = text('a time such as 2026-11-30T20:00:00Z');

const contextSchema = closed('What detectors must know of this API and the people who use it.', {
  sharedAddresses: list('Addresses with many people behind them: carriers, large offices.', range),
  vpnAddresses: list('Anonymising networks that own people use.', range),
  serverKeys: list('Ids of keys that several servers share on purpose.', text('the id of a key')),
  partners: list('Principals that fetch much, regularly, with permission.', text('the id of a principal')),
  rareKeys: list('Ids of keys of jobs that run rarely.', text('the id of a key')),
  ownRuns: list('Ids of own pentest runs: what they send is no attack.', text('the id of a run')),
  adminOperations: list(
    'Operations for administrators, besides those that only roles called like them may call.',
    operation,
  ),
  exports: list('Operations whose answers are large on purpose.', operation),
  logins: named(
    'Operation that logs in -> where the account stands.',
    closed('A login.', { account: { ...pointer, description: 'Place of the account in the JSON body.' } }, ['account']),
  ),
  secondFactors: list('Operations that take a second factor.', operation),
  refreshes: named(
    'Operation that spends a refresh token -> where it stands.',
    closed('A refresh.', { token: { ...pointer, description: 'Place of the token in the JSON body.' } }, ['token']),
  ),
  sessionCookie: text('the name of a cookie', 'Tells callers without a credential apart.'),
  flows: named('Name of a business flow -> its operations in order.', list('Steps.', operation, 2)),
  decoys: closed('Things that exist for nobody. Whoever uses one was looking around.', {
    paths: list('Paths.', text('a path such as /admin/backup.zip')),
    keys: list('Ids of API keys.', text('the id of a key')),
    objects: list('Ids of objects.', text('an id')),
    fields: list('Properties of JSON bodies.', text('the name of a property')),
  }),
  geoDatabase: text(
    'the path of an .mmdb file',
    'Places of addresses, for impossible-travel. Relative to the policy file.',
  ),
  maintenance: list(
    'Announced times in which unusual things are usual.',
    closed('From, until.', { from: time, until: time }, ['from', 'until']),
  ),
});

const number = ({ describe, default: usual, minimum, maximum }: DetectorThreshold): PolicySchema => ({
  description: `${describe[0]!.toUpperCase()}${describe.slice(1)}.`,
  type: 'number',
  default: usual,
  minimum: minimum ?? 0,
  ...(maximum === undefined ? {} : { maximum }),
});

const detectorSchema = (id: string): PolicySchema =>
  closed(`Settings of the detector ${id}.`, {
    enabled: yesNo('false: it does not look.', true),
    response: {
      ...list(
        'What is done. Only some detectors act by themselves; for the others it is a proposal.',
        oneOf('An action.', 'log', 'alert', 'throttle', 'block', 'revoke'),
      ),
      uniqueItems: true,
    },
    ...Object.fromEntries(Object.entries(detectorThresholds[id]!).map(([name, value]) => [name, number(value)])),
  });

/** `detections` of the policy: what detectors know, and a section for each that is not left as it is. */
export const detectionsSchema: PolicySchema = closed('What is noticed in the events, and what is done about it.', {
  context: contextSchema,
  ...Object.fromEntries(Object.keys(detectorThresholds).map((id) => [id, detectorSchema(id)])),
});
