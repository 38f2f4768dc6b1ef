// The attacks in the traffic of bench/detections.mjs. Each yields [milliseconds after its start, fields of the event].
const second = 1000;
const minute = 60_000;
const hour = 3_600_000;

const login = (account, client, status = 401, agent = 'agent3') => ({
  operationId: 'login',
  method: 'POST',
  account,
  client,
  agent,
  status,
});
const denied = (fields) => ({ kind: 'denial', outcome: 'denied', ...fields });
const eve = (n) => ({
  principalId: `jwt:shop:eve${n}`,
  credentialId: `tokeve${n}`,
  client: `198.18.${n}.9`,
  agent: 'agent7',
});

const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** `expects`: rules of which one must fire. `isFast`: it must be found within minutes. */
export const attacks = [
  {
    name: 'slow credential stuffing',
    expects: ['credential-stuffing'],
    make: (random) =>
      times(60, (i) => [
        i * 30 * second + random() * 9000,
        login(`leak${i}`, '198.18.100.4', random() < 0.05 ? 200 : 401),
      ]),
  },
  {
    name: 'password spray',
    expects: ['password-spray', 'credential-stuffing', 'distributed-brute-force', 'account-brute-force'],
    isFast: true,
    // 20 addresses, 6 accounts each in turn, at the busiest hour and ten times faster than people log in.
    make: (random) => times(2400, (i) => [i * 100 + random() * 90, login(`spray${i % 120}`, `198.18.${i % 20}.77`)]),
  },
  {
    name: 'object walk, fast',
    expects: ['object-enumeration'],
    isFast: true,
    make: (random) =>
      times(120, (i) => [
        i * 2 * second + random() * 900,
        i % 4
          ? denied({
              ...eve(1),
              operationId: 'getOrder',
              object: `o${7000 + i}`,
              objectNumber: 7000 + i,
              status: 404,
              code: 'OBJECT_NOT_OWNED',
              guard: 'object-owner',
            })
          : { ...eve(1), operationId: 'getOrder', object: `o${7000 + i}`, objectNumber: 7000 + i },
      ]),
  },
  {
    name: 'object walk, slow',
    expects: ['object-enumeration'],
    make: (random) =>
      times(280, (i) => [
        i * 4 * minute + random() * 90_000,
        { ...eve(2), operationId: 'getOrder', object: `o${(i * 7919) % 300_007}`, objectNumber: (i * 7919) % 300_007 },
      ]),
  },
  {
    name: 'scraping',
    expects: ['scraping'],
    make: (random) =>
      times(1500, (i) => [i * 5 * second + random() * 400, { ...eve(3), operationId: 'listProducts', bytesOut: 9000 }]),
  },
  {
    name: 'token theft',
    expects: ['key-sharing'],
    isFast: true,
    make: (random) =>
      times(40, (i) => [
        i * 15 * second + random() * 5000,
        { ...eve(4), operationId: 'listOrders', ...(i % 2 ? { client: '203.0.113.66', agent: 'curl' } : {}) },
      ]),
  },
  {
    name: 'key sharing',
    expects: ['key-sharing'],
    isFast: true,
    make: (random) =>
      times(60, (i) => [
        i * 20 * second + random() * 9000,
        {
          principalId: 'key:shared',
          credentialId: 'shared',
          operationId: 'listProducts',
          client: `203.0.${i % 3}.5`,
          agent: `tool${i % 3}`,
        },
      ]),
  },
  {
    name: 'exfiltration',
    expects: ['volume-exfiltration', 'response-size-anomaly'],
    isFast: true,
    make: (random) =>
      times(150, (i) => [
        i * 3 * second + random() * 900,
        { ...eve(5), operationId: 'listOrders', bytesOut: 2_500_000 },
      ]),
  },
  {
    name: 'path discovery',
    expects: ['path-discovery'],
    isFast: true,
    make: (random) =>
      times(300, (i) => [
        i * second + random() * 300,
        denied({
          client: '198.18.101.4',
          agent: 'agent9',
          status: 404,
          code: 'OPERATION_UNKNOWN',
          guard: 'route',
          detail: { pathHash: `w${i}` },
        }),
      ]),
  },
  {
    name: 'token tampering',
    expects: ['jwt-tampering'],
    isFast: true,
    make: () =>
      times(6, (i) => [
        i * 20 * second,
        denied({
          client: '198.18.102.4',
          agent: 'agent9',
          operationId: 'getOrder',
          status: 401,
          code: 'CREDENTIAL_INVALID',
          guard: 'authenticate',
          signals: i % 2 ? 'jwt:signature' : 'jwt:alg',
        }),
      ]),
  },
  {
    name: 'limit hugging',
    expects: ['limit-hugging'],
    make: (random) =>
      times(600, (i) => [
        i * 6 * second + random() * 5000,
        { ...eve(6), operationId: 'search', limitUsed: 92 + Math.floor(random() * 8) },
      ]),
  },
  {
    name: 'shadow operation',
    expects: ['shadow-operation'],
    make: (random) =>
      times(12, (i) => [
        i * 5 * minute + random() * 60_000,
        { ...eve(7 + (i % 3)), operationId: 'unknown', template: 'hidden01' },
      ]),
  },
  {
    name: 'log silencing',
    expects: ['monitoring-silenced'],
    isFast: true,
    silencesMinutes: 15,
    make: () => [
      [
        0,
        { kind: 'policy_changed', outcome: 'info', api: undefined, status: undefined, detail: { policyDigest: 'x' } },
      ],
    ],
  },
];

/** When each attack of the last day begins: spread over the day, none in the hour after the silence. */
export function schedule(start, random) {
  return attacks.map((attack, i) => ({
    attack,
    startsAt: start + (attack.name === 'object walk, slow' ? 0.5 : 3 + i * 1.4) * hour + random() * 10 * minute,
  }));
}
