// Traffic for bench/detections.mjs: days of honest calls with everything that looks odd and is not, and attacks in them.

/** A generator of random numbers from 0 to 1 that a seed repeats (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const day = 86_400_000;
const minute = 60_000;
/** A Monday, 00:00 UTC. */
export const trafficStart = Date.UTC(2026, 2, 2);

const purchase = ['addToCart', 'enterAddress', 'buy'];

/** What contract and policy would say of the operations. */
export const context = {
  operation: (_api, id) =>
    ({
      login: { isLogin: true, statuses: new Set([200, 400, 401, 429]) },
      refreshToken: { isRefresh: true },
      exportOrders: { isExport: true, requiresCredential: true },
      adminListUsers: { isAdmin: true, requiresCredential: true },
      listProducts: { isRead: true, statuses: new Set([200, 304, 400, 429]) },
      getOrder: { isRead: true, requiresCredential: true, statuses: new Set([200, 401, 403, 404, 429]) },
      listOrders: { isRead: true, requiresCredential: true },
      search: { isRead: true },
      addToCart: { flow: { name: 'purchase', step: 0, steps: 3 } },
      enterAddress: { flow: { name: 'purchase', step: 1, steps: 3 } },
      buy: { flow: { name: 'purchase', step: 2, steps: 3 } },
    })[id],
  isShared: (address) => address.startsWith('100.64.'),
  serverKeys: new Set(['servers']),
  partners: new Set(['key:batch']),
};

/** Honest people and programs. Times are in milliseconds; every event has the fields that the gateway writes. */
export class HonestTraffic {
  constructor({ seed, callsPerDay, users = 4000 }) {
    this.random = randomFrom(seed);
    this.sequence = 0;
    this.callsPerDay = callsPerDay;
    this.people = Array.from({ length: users }, (_, i) => this.#person(i));
    this.pending = new Map();
  }

  below(most) {
    return Math.floor(this.random() * most);
  }

  #person(i) {
    const isMobile = this.random() < 0.4;
    return {
      id: `jwt:shop:${i}`,
      account: `acc${i}`,
      isMobile,
      // A carrier has four addresses for everybody.
      address: isMobile
        ? `100.64.7.${this.below(4)}`
        : `${10 + this.below(180)}.${this.below(256)}.${this.below(256)}.${1 + this.below(250)}`,
      agent: `agent${Math.floor(this.random() ** 3 * 200)}`,
      orders: 3 + Math.floor(this.random() ** 2 * 60),
      firstOrder: i * 97,
      isSupport: i < 5,
      exports: this.random() < 0.01,
      session: 0,
    };
  }

  event(time, fields) {
    const n = this.sequence++;
    const hex = Math.trunc(time).toString(16).padStart(12, '0');
    return {
      id: `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`,
      time: Math.trunc(time),
      kind: 'access',
      outcome: 'allowed',
      severity: 'info',
      api: 'shop',
      method: 'GET',
      status: 200,
      micros: 5000 + this.below(30_000),
      bytesIn: 0,
      bytesOut: 300 + this.below(4000),
      ...fields,
    };
  }

  at(time, fields) {
    const key = Math.floor(time / minute);
    const list = this.pending.get(key);
    const event = this.event(time, fields);
    if (list) list.push(event);
    else this.pending.set(key, [event]);
    return event;
  }

  /** Calls in a minute of the day: few at night, two tops, and bursts. */
  #rate(at, isRelease) {
    const hour = (at % day) / 3_600_000;
    const curve =
      0.25 + Math.max(0, Math.sin(((hour - 6) / 24) * 2 * Math.PI)) * 1.2 + (hour > 18 && hour < 22 ? 0.6 : 0);
    const burst = this.random() < 0.01 ? 2.5 : 1;
    const release = isRelease && hour > 10 && hour < 12 ? 3 : 1;
    return (this.callsPerDay / 1440) * curve * 1.15 * burst * release;
  }

  #login(person, time) {
    const base = {
      operationId: 'login',
      method: 'POST',
      client: person.address,
      agent: person.agent,
      account: person.account,
    };
    const luck = this.random();
    const failures = luck < 0.9 ? 0 : luck < 0.98 ? 1 : 2 + this.below(3);
    for (let i = 0; i < failures; i++) this.at(time + i * 9000, { ...base, status: 401 });
    this.at(time + failures * 9000, base);
    return time + failures * 9000 + 800;
  }

  /** One visit; returns about how many calls it made. */
  #visit(person, start, isRelease) {
    let time = this.#login(person, start);
    person.session++;
    const who = {
      principalId: person.id,
      credentialId: `tok${person.id}.${person.session}`,
      client: person.address,
      agent: isRelease ? `${person.agent}b` : person.agent,
    };
    const length = person.isSupport ? 60 : 4 + Math.floor(this.random() ** 2 * 40);
    for (let i = 0; i < length; i++) {
      // A phone between two networks.
      if (person.isMobile && this.random() < 0.01) who.client = `100.64.7.${this.below(4)}`;
      this.#call(person, who, time);
      time += 1000 + this.random() ** 3 * (person.isSupport ? 90_000 : 60_000);
    }
    if (this.random() < 0.05)
      purchase.forEach((operationId, i) => this.at(time + i * 15_000, { ...who, operationId, method: 'POST' }));
    if (person.exports && this.random() < 0.3)
      this.at(time, { ...who, operationId: 'exportOrders', bytesOut: 5_000_000 + this.below(30_000_000) });
    return length + 1;
  }

  #call(person, who, time) {
    const luck = this.random();
    const fields = { ...who, limitUsed: this.below(40), ...this.#operation(person) };
    if (luck < 0.01)
      Object.assign(fields, {
        kind: 'denial',
        outcome: 'denied',
        status: 404,
        code: 'OBJECT_NOT_OWNED',
        guard: 'object-owner',
      });
    else if (luck < 0.014)
      Object.assign(fields, {
        kind: 'denial',
        outcome: 'denied',
        status: 400,
        code: 'PARAMETER_INVALID',
        guard: 'parameters',
      });
    else if (luck < 0.015) Object.assign(fields, { status: 500 });
    else if (luck < 0.017)
      Object.assign(fields, {
        kind: 'denial',
        outcome: 'denied',
        status: 401,
        code: 'CREDENTIAL_EXPIRED',
        guard: 'authenticate',
        principalId: undefined,
        credentialId: undefined,
      });
    else if (luck < 0.018)
      Object.assign(fields, {
        kind: 'denial',
        outcome: 'denied',
        status: 404,
        code: 'OPERATION_UNKNOWN',
        operationId: undefined,
        detail: { pathHash: `old${this.below(12)}` },
      });
    this.at(time, fields);
    // A phone in a tunnel sends the same again.
    if (person.isMobile && this.random() < 0.03)
      for (let i = 0; i < 1 + this.below(3); i++) this.at(time + 2000 * (i + 1), fields);
  }

  #operation(person) {
    const luck = this.random();
    if (luck < 0.35) return { operationId: 'listProducts', bytesOut: 2000 + this.below(8000) };
    if (luck < 0.55) return { operationId: 'search', bytesOut: 500 + this.below(6000) };
    if (luck < 0.7) return { operationId: 'listOrders', bytesOut: 1000 + this.below(5000) };
    const isFar = person.isSupport;
    const order = isFar ? this.below(400_000) : person.firstOrder + Math.floor(this.random() ** 2 * person.orders);
    return { operationId: 'getOrder', object: `o${order}`, objectNumber: order };
  }

  /** The events of one minute, in order, with everything that programs do. */
  minuteOf(at, { isRelease }) {
    let left = this.#rate(at, isRelease);
    while (left > 0)
      left -= this.#visit(this.people[this.below(this.people.length)], at + this.below(minute), isRelease);
    this.#programs(at);
    const key = Math.floor(at / minute);
    const list = this.pending.get(key) ?? [];
    this.pending.delete(key);
    return list.sort((a, b) => a.time - b.time);
  }

  #programs(at) {
    const inDay = at % day;
    const key = (id, more) => ({
      principalId: `key:${id}`,
      credentialId: id,
      agent: `sdk-${id}`,
      client: '192.0.2.10',
      ...more,
    });
    // Three servers with one key, every minute; the machine that asks for stock every 20 seconds.
    for (let i = 0; i < 3; i++)
      this.at(
        at + i * 900,
        key('servers', { operationId: 'listProducts', client: `192.0.${i}.10`, agent: `node${i}` }),
      );
    for (let i = 0; i < 3; i++) this.at(at + i * 20_000, key('stock', { operationId: 'listProducts' }));
    // The batch at night.
    if (inDay >= 2 * 3_600_000 && inDay < 3 * 3_600_000) {
      for (let i = 0; i < 60; i++)
        this.at(at + i * 1000, key('batch', { operationId: 'listOrders', bytesOut: 40_000, cost: 5, limitUsed: 60 }));
    }
  }
}
