/** A number of a detector that the policy may set. */
export interface DetectorThreshold {
  readonly default: number;
  readonly describe: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

function number(
  usual: number,
  describe: string,
  ...range: readonly [minimum?: number, maximum?: number]
): DetectorThreshold {
  const [minimum, maximum] = range;
  return {
    default: usual,
    describe,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}

/**
 * The thresholds of every detector, as its entry in `telemetry/detectors/` says: this room may not look there. A test
 * compares the two.
 */
export const detectorThresholds: Readonly<Record<string, Readonly<Record<string, DetectorThreshold>>>> = {
  'account-brute-force': {
    failures: number(10, 'failed logins of one account in 10 minutes', 3),
  },
  'admin-operation-probing': {
    operations: number(3, 'different admin operations denied in 10 minutes', 1),
  },
  'client-error-ratio': {
    percent: number(50, 'share of refused calls (4xx): lower bound of its confidence interval, in percent', 1, 99),
    calls: number(30, 'calls in 10 minutes', 5),
  },
  'contract-drift': {
    percent: number(1, 'share of answers that break the contract, in percent', 0.01, 100),
    answers: number(100, 'answers to judge by', 10),
    statuses: number(5, 'answers with a status that the contract does not have, in a day', 1),
  },
  'control-plane-anomaly': {
    keys: number(10, 'keys made or revoked in 10 minutes', 2),
    actions: number(100, 'other administrative actions in 10 minutes', 5),
  },
  'credential-stuffing': {
    attempts: number(25, 'tries from one source in 15 minutes', 5),
    accounts: number(15, 'different accounts among them', 3),
    perAccount: number(2, 'most tries per account, on average', 1),
    failPercent: number(60, 'share of tries that failed, in percent', 1, 100),
  },
  'decoy-touched': {
    touches: number(1, 'touches of a decoy in 10 minutes', 1),
  },
  'distributed-brute-force': {
    addresses: number(5, 'addresses in 15 minutes', 2),
    attempts: number(10, 'failed logins in 15 minutes', 3),
    variety: number(3, 'different user agents or networks', 2),
  },
  'dormant-key-used': {
    days: number(30, 'days without use', 1),
  },
  'ended-credential-used': {
    revoked: number(3, 'calls with a revoked credential in 10 minutes', 1),
    expired: number(30, 'calls with an expired one: clients renew it late', 1),
  },
  'expensive-operation-abuse': {
    units: number(2000, 'units of `cost` in an hour', 10),
    times: number(3, 'times the own most of an hour in the last week', 1),
  },
  'first-seen-use': {
    quietDays: number(7, 'days after the first call in which everything is new', 0),
  },
  'flow-automation': {
    runs: number(5, 'ends of the flow in 10 minutes', 1),
    skipped: number(3, 'ends without the steps before, in 10 minutes', 1),
  },
  'foreign-object-returned': {
    objects: number(1, 'foreign objects answered with 2xx in 10 minutes', 1),
  },
  'impossible-travel': {
    kilometres: number(500, 'distance between two calls', 1),
    kilometresPerHour: number(800, 'speed that would have been needed', 1),
  },
  'injection-attempts': {
    families: number(3, 'different kinds of attack in 10 minutes', 1),
    hits: number(10, 'hits in 10 minutes', 1),
  },
  'injection-worked': {
    slower: number(5, 'times slower than 99 % of the calls, and 2 s at least', 2),
    larger: number(10, 'times larger than 99 % of the answers, and 10 kB at least', 2),
  },
  'jwt-tampering': {
    forged: number(1, 'tokens with a refused algorithm or a key of their own in 10 minutes', 1),
    faults: number(5, 'unknown keys, bad signatures, foreign issuers or audiences', 2),
  },
  'key-sharing': {
    turns: number(2, 'changes between the clients in 30 minutes: one is a move, two are not', 1),
  },
  'limit-hugging': {
    percent: number(90, 'share of the limit that is used without a pause, for 30 minutes', 50, 100),
    addresses: number(20, 'addresses of one client near their limit in 10 minutes', 3),
  },
  'mass-assignment-probing': {
    tries: number(2, 'bodies with privileged properties in 10 minutes', 1),
  },
  'monitoring-silenced': {
    usual: number(30, 'events in a usual minute, from which silence is strange', 5),
    silentMinutes: number(2, 'whole minutes without any event', 1),
  },
  'new-client-for-key': {
    quietDays: number(7, 'days after the first use in which everything is new', 0),
  },
  'object-enumeration': {
    objects: number(15, 'different objects in 10 minutes, with failures or in a row', 3),
    failPercent: number(20, 'share of them that failed, in percent', 1, 100),
    adjacentPercent: number(60, 'share of ids next to the one before, in percent', 1, 100),
    many: number(20, 'objects in 10 minutes, more than the operation ever sees and than 4 times the own most', 5),
    failures: number(25, 'failures in 10 minutes, with the share above', 5),
    perDay: number(100, 'objects in a day, 6 times the own most of 10 minutes, and twice the own most of a day', 20),
  },
  'operation-error-burst': {
    k: number(5, 'standard deviations above the mean, in two minutes running', 2),
    floor: number(20, 'errors in a minute, however quiet it is', 1),
  },
  'parameter-pollution': {
    calls: number(2, 'calls in 10 minutes', 1),
  },
  'password-spray': {
    addresses: number(5, 'addresses with failures in 15 minutes', 2),
    accounts: number(8, 'accounts with failures', 2),
    attempts: number(25, 'tries to log in', 5),
    failPercent: number(70, 'more than this share of all tries failed', 1, 100),
  },
  'path-discovery': {
    paths: number(25, 'different unknown paths in 5 minutes', 5),
  },
  'protocol-abuse': {
    deliberate: number(2, 'messages with two lengths, bad chunks, two hosts or another method, in 10 minutes', 1),
    malformed: number(10, 'other malformed messages', 2),
  },
  'refresh-token-replay': {
    retrySeconds: number(10, 'seconds in which a client may try again', 0),
  },
  'response-size-anomaly': {
    times: number(10, 'times the size of 99 % of the answers', 2),
    answers: number(3, 'such answers in 10 minutes', 1),
    learnCalls: number(200, 'answers to learn from first', 20),
  },
  'scanner-fingerprint': {
    calls: number(1, 'calls that show a scanner in 10 minutes', 1),
  },
  scraping: {
    calls: number(400, 'calls of one operation in an hour, however quiet it is', 20),
    variation: number(20, 'variation of the time between calls below it, in percent', 1, 100),
  },
  'second-factor-guessing': {
    failures: number(20, 'wrong codes from one source, or for one account, in 15 minutes', 3),
    sessions: number(10, 'sessions or accounts among them', 2),
  },
  'sensitive-data-outflow': {
    answers: number(3, 'answers with the class in an hour', 1),
  },
  'shadow-operation': {
    calls: number(5, 'successful calls in a day', 1),
    actors: number(2, 'different actors among them', 1),
  },
  'ssrf-attempts': {
    hits: number(1, 'such addresses in 10 minutes', 1),
  },
  'success-after-failures': {
    failures: number(5, 'failed logins in the 30 minutes before', 2),
  },
  'third-party-anomaly': {
    quietDays: number(7, 'days after the first call in which every host is new', 0),
    refused: number(5, 'webhooks with a bad signature in 10 minutes', 1),
  },
  'unauthenticated-success': {
    calls: number(1, 'calls that passed', 1),
  },
  'volume-exfiltration': {
    megabytes: number(50, 'megabytes of answers in an hour', 1),
    times: number(5, 'times the own most of an hour in the last week', 2),
  },
  'zombie-operation': {
    graceDays: number(0, 'days after the date in which calls are expected', 0),
  },
};
