import { evasions } from './evasions.mjs';
import { randomFrom } from './detection-traffic.mjs';

/** CPU of this process in microseconds. */
function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const least = 200_000;

/** Microseconds of CPU for one call: the best of three measurements of at least 0.2 s. */
function microsOf(run) {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    let calls = 0;
    const start = cpuMicros();
    let spent = 0;
    while (spent < least) {
      for (let i = 0; i < 200; i++) run();
      calls += 200;
      spent = cpuMicros() - start;
    }
    best = Math.min(best, spent / calls);
  }
  return best;
}

const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const headers = { host: 'api.example.com', 'user-agent': agent, accept: '*/*', 'content-type': 'application/json' };

export const query =
  'q=garden%20chairs%20%26%20tables%2C%20Anna%27s%20order&city=Saint-%C3%89tienne&sort=name%2Casc&page=3&per_page=25' +
  '&fields=id%2Cname%2Cprice&ref=newsletter-2026-05&lang=fr-FR&from=2026-01-01&to=2026-03-31&inStock=true';

function item(i) {
  return {
    id: `5e6347d4-b79b-452f-ac5c-2332${String(10_000_000 + i)}`,
    sku: `FVPUOHQ8A${i}`,
    title: 'Small marble chicken, 5 x 7 (blue & white)',
    description: "Professional-grade bike for Anna's training; use it indoors and outdoors, up to 120 kg.",
    email: `zoe.${i}@example.com`,
    link: `https://shop.example.com/items/${i}?ref=mail`,
    quantity: i,
    price: 19.99,
    inStock: true,
    createdAt: '2026-01-01T10:00:00Z',
  };
}

const schema = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          sku: { type: 'string', pattern: '^[A-Z0-9]{5,20}$' },
          title: { type: 'string' },
          description: { type: 'string' },
          email: { type: 'string', format: 'email' },
          link: { type: 'string', format: 'uri' },
          quantity: { type: 'integer' },
          price: { type: 'number' },
          inStock: { type: 'boolean' },
          createdAt: { type: 'string', format: 'date-time' },
        },
      },
    },
  },
};

export function jsonOf(bytes) {
  const items = [];
  while (JSON.stringify({ items }).length < bytes) items.push(item(items.length));
  return { items };
}

/** CPU for values and requests of usual size. Parsing is not in it: the gateway has parsed a body before. */
export function measureSizes(parts, inspector) {
  const value = { in: 'body', isName: false, name: 'name' };
  const plans = { query: new Map(), bodies: inspector.bodies('/', schema) };
  const nothing = { query: new Map(), bodies: inspector.bodies('/') };
  const get = { path: '/', query, headers, body: undefined };
  const post = (bytes) => {
    const json = jsonOf(bytes);
    const body = Buffer.from('{}');
    return { path: '/', query: '', headers, body, json };
  };
  const [small, large] = [post(1_000), post(10_000)];
  return [
    ['plain value', 0.4, microsOf(() => parts.inspectValue('Ashton Hansen', 'name', value))],
    ['query of 200 bytes, with headers', 15, microsOf(() => inspector.inspect(get))],
    ['JSON of 1 kB, with contract', 60, microsOf(() => inspector.inspect(small, plans))],
    ['JSON of 10 kB, with contract', 500, microsOf(() => inspector.inspect(large, plans))],
    ['JSON of 10 kB, without', NaN, microsOf(() => inspector.inspect(large, nothing))],
  ];
}

const value = { in: 'query', isName: false, name: 'value' };
/** Longer than what is looked at whole, so that windows count as well. */
const short = 3_200;
const long = 65_536;
const mostLong = 60;

function millisFor(parts, seed, length) {
  const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
  const start = cpuMicros();
  parts.inspectValue(text, 'name', value);
  return (cpuMicros() - start) / 1000;
}

function* hostile(count) {
  const random = randomFrom(99);
  const texts = [...evasions(8)].map(({ text }) => text).filter(({ length }) => length < 400);
  const signs = [
    ...'\'"`<>(){}[]$;|&\\%*/#=!+@,:.- \n0aA',
    'or ',
    'select ',
    '/*',
    '--',
    '${',
    '{{',
    '<a ',
    '%25',
    '&#',
    '\\u00',
    '../',
  ];
  for (let i = 0; i < count; i++) {
    const from = texts[Math.floor(random() * texts.length)];
    const head = from.slice(0, Math.floor(random() * from.length));
    const tail = Array.from({ length: 1 + Math.floor(random() * 4) }, () => signs[Math.floor(random() * signs.length)]);
    yield random() < 0.5 ? head + tail.join('') : tail.join('');
  }
}

/**
 * The slowest texts of 64 kB: of so many texts, repeated to 3.2 kB, the sixty slowest are repeated to 64 kB; and how the
 * time of the slowest of these grows to 512 kB. What the gateway sees of one text ends at 64 kB.
 */
export function measureWorst(parts, count) {
  const slowest = [];
  for (const seed of hostile(count)) {
    const millis = millisFor(parts, seed, short);
    if (slowest.length < mostLong || millis > slowest[0].millis) {
      slowest.push({ seed, millis });
      slowest.sort((a, b) => a.millis - b.millis);
      if (slowest.length > mostLong) slowest.shift();
    }
  }
  const best = (seed, length) => Math.min(...[1, 2, 3].map(() => millisFor(parts, seed, length)));
  const timed = slowest.map(({ seed }) => ({ seed, millis: best(seed, long) })).sort((a, b) => b.millis - a.millis);
  const [worst] = timed;
  return { count, millis: worst.millis, seed: worst.seed, growth: best(worst.seed, long * 8) / worst.millis };
}
