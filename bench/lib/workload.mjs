const uuid = (n) => `3fa85f64-5717-4562-b3fc-${n.toString(16).padStart(12, '0')}`;

const address = { street: '12 Union Street', city: 'Cork', zip: 'T12 X70A', country: 'IE' };

/** About 0.9 kB as JSON. */
const order = (n) => ({
  customerId: uuid(n),
  reference: `web-${n}`,
  note: 'Leave with the neighbour at no. 14 if nobody answers. '.repeat(4),
  currency: 'EUR',
  email: 'ada@example.com',
  wanted: '2027-01-15',
  address,
  lines: Array.from({ length: 8 }, (_, i) => ({
    sku: `ABC-${1000 + i}`,
    quantity: i + 1,
    price: 9.5,
    gift: i % 2 === 0,
  })),
});

const call = (method, target, body, token = 'valid') => ({ method, target, body, token });

/** Kinds of requests: share in percent, the status that a complete gateway gives, and how the n-th one is made. */
export const kinds = [
  { name: 'getOrder', percent: 25, status: 200, make: (n) => call('GET', `/orders/${uuid(n)}`) },
  {
    name: 'listOrders',
    percent: 15,
    status: 200,
    make: (n) => call('GET', `/orders?status=open&limit=${1 + (n % 100)}&sort=-created`),
  },
  { name: 'createOrder', percent: 20, status: 201, make: (n) => call('POST', '/orders', order(n)) },
  { name: 'getCustomer', percent: 10, status: 200, make: (n) => call('GET', `/customers/${uuid(n)}`) },
  {
    name: 'patchCustomer',
    percent: 5,
    status: 200,
    make: (n) => call('PATCH', `/customers/${uuid(n)}`, { name: 'Ada', email: 'ada@example.com' }),
  },
  { name: 'getProduct', percent: 8, status: 200, make: (n) => call('GET', `/products/ABC-${1000 + (n % 9000)}`) },
  { name: 'listProducts', percent: 5, status: 200, make: () => call('GET', '/products?q=red%20shoes&limit=20') },
  { name: 'putAddress', percent: 4, status: 200, make: (n) => call('PUT', `/orders/${uuid(n)}/address`, address) },
  { name: 'deleteOrder', percent: 1, status: 200, make: (n) => call('DELETE', `/orders/${uuid(n)}`) },
  { name: 'me', percent: 2, status: 200, make: () => call('GET', '/me') },
  { name: 'no token', percent: 1, status: 401, make: (n) => call('GET', `/orders/${uuid(n)}`, undefined, 'none') },
  {
    name: 'forged token',
    percent: 1,
    status: 401,
    make: (n) => call('GET', `/orders/${uuid(n)}`, undefined, 'forged'),
  },
  {
    name: 'undeclared property',
    percent: 1,
    status: 400,
    make: (n) => call('POST', '/orders', { ...order(n), isAdmin: true }),
  },
  {
    name: 'SQL in an enum',
    percent: 1,
    status: 400,
    make: () => call('GET', '/orders?status=open%27%20OR%201=1--&limit=10'),
  },
  { name: 'unknown path', percent: 1, status: 404, make: (n) => call('GET', `/internal/debug/${n}`) },
];

function rawRequest({ method, target, body }, jwt) {
  const json = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: api.example.com',
    'User-Agent: bench/1',
    'Accept: application/json',
  ];
  if (jwt) lines.push(`Authorization: Bearer ${jwt}`);
  if (json) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(json)}`);
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}

/** Numbers that look random and are the same in every run (a linear congruential generator). */
function* sequence(seed) {
  for (let value = seed; ; yield value) value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
}

/** `count` raw HTTP/1.1 requests in the proportions of the mix, each with the index of its kind. */
export function makeRequests(count, { valid, forged }) {
  const bag = kinds.flatMap((kind, index) => Array.from({ length: kind.percent }, () => index));
  const numbers = sequence(7);
  return Array.from({ length: count }, (_, i) => {
    const n = numbers.next().value;
    const kind = bag[i < bag.length ? i : n % bag.length];
    const made = kinds[kind].make(n % 100_000);
    const jwt = { valid: valid[i % valid.length], forged, none: undefined }[made.token];
    return { kind, raw: rawRequest(made, jwt) };
  });
}
