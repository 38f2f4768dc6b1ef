import crypto from 'node:crypto';
import type { Store } from './database.js';
import { hashPasswordSync } from './passwords.js';

/** The people of the seed. Their passwords are `<name>-password-1`. */
const people = [
  { id: 101, name: 'alice', role: 'customer', address: '12 Alder Lane, Applewick', phone: '+44 20 5550 0101' },
  { id: 102, name: 'bob', role: 'customer', address: '7 Birch Street, Barlow', phone: '+44 20 5550 0102' },
  { id: 103, name: 'carol', role: 'support', address: '3 Cedar Court, Orchard House', phone: '+44 20 5550 0103' },
  { id: 104, name: 'root', role: 'admin', address: '1 Orchard House, Applewick', phone: '+44 20 5550 0104' },
  { id: 105, name: 'dave', role: 'customer', address: '44 Damson Drive, Dunmere', phone: '+44 20 5550 0105' },
  { id: 106, name: 'erin', role: 'customer', address: '9 Elder Row, Eastham', phone: '+44 20 5550 0106' },
] as const;

type Person = (typeof people)[number];

const fruit = {
  apples: [
    'Bramley',
    'Cox',
    'Discovery',
    'Egremont Russet',
    'Gala',
    'Golden Noble',
    'Idared',
    'Jonagold',
    'Katy',
    'Spartan',
  ],
  pears: [
    'Beth',
    'Concorde',
    'Conference',
    'Comice',
    'Williams',
    'Invincible',
    'Glou Morceau',
    'Catillac',
    'Onward',
    'Hardy',
  ],
  'stone-fruit': [
    'Victoria Plum',
    'Damson',
    'Greengage',
    'Stella Cherry',
    'Morello',
    'Peregrine',
    'Czar',
    'Mirabelle',
    'Opal',
    'Bullace',
  ],
  berries: [
    'Loganberry',
    'Tayberry',
    'Gooseberry',
    'Redcurrant',
    'Whitecurrant',
    'Blueberry',
    'Mulberry',
    'Raspberry',
    'Jostaberry',
    'Aronia',
  ],
} as const;

const crates = ['one kilo', 'three kilos', 'five kilos', 'ten kilos'] as const;
const opinions = [
  'Crisp and fresh.',
  'Arrived ripe, well packed.',
  'Smaller than expected.',
  'The best of the season.',
] as const;

/** A small seeded generator (xorshift), so that every start has the same data. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const titled = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const fullName = (name: string) => `${titled(name)} Example`;
const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number, 9, 30)).toISOString();

function seedPeople(store: Store): void {
  for (const { id, name, role, address, phone } of people) {
    const salt = crypto.createHash('sha256').update(`orchard:${name}`).digest().subarray(0, 16);
    store.insert('customers', {
      id,
      email: `${name}@orchard.example`,
      name: fullName(name),
      role,
      passwordHash: hashPasswordSync(`${name}-password-1`, salt),
      address,
      phone,
      balance: (id - 100) * 250,
      verified: 1,
      internalNote: `Scored ${id % 7} of 7 by the credit bureau.`,
      createdAt: day(id - 100),
    });
  }
}

function seedProducts(store: Store, random: (below: number) => number): void {
  for (const [category, names] of Object.entries(fruit)) {
    for (const [index, name] of names.entries()) {
      const price = 250 + random(40) * 25;
      const description = `${name}, a crate of ${crates[index % 4]}.`;
      store.insert('products', { name, description, category, price, supplierCost: Math.floor(price * 0.55) });
    }
  }
}

function seedReviews(store: Store, random: (below: number) => number): void {
  const writers = people.filter(({ role }) => role === 'customer');
  for (let index = 0; index < 24; index++) {
    const { id: customerId, name } = writers[index % writers.length]!;
    store.insert('reviews', {
      id: 501 + index,
      productId: 1 + (index % 12),
      customerId,
      author: fullName(name),
      rating: 3 + random(3),
      text: opinions[index % 4]!,
      createdAt: day(20 + index),
    });
  }
}

type Sale = { readonly id: number; readonly owner: Person; readonly paid: boolean; readonly productId: number };

function seedOrder(store: Store, { id, owner, paid, productId }: Sale): void {
  const sql = 'SELECT name, price FROM products WHERE id = ?';
  const { name, price } = store.get<{ name: string; price: number }>(sql, productId)!;
  const quantity = 1 + (id % 3);
  store.insert('orders', {
    id,
    customerId: owner.id,
    status: paid ? 'paid' : 'pending',
    total: price * quantity,
    shippingAddress: owner.address,
    note: `Gate code ${id * 7 - 2600}, ask for ${titled(owner.name)}.`,
    createdAt: day(id - 960),
  });
  store.insert('orderItems', { orderId: id, productId, name, quantity, unitPrice: price });
  if (paid) seedPayment(store, { orderId: id, owner, amount: price * quantity });
}

function seedPayment(
  store: Store,
  sale: { readonly orderId: number; readonly owner: Person; readonly amount: number },
): void {
  const { orderId, owner, amount } = sale;
  const charge = `ch_${crypto.createHash('sha256').update(`charge:${orderId}`).digest('hex').slice(0, 16)}`;
  const receipt = `Acme Payments charged ${(amount / 100).toFixed(2)} EUR.`;
  store.insert('payments', { orderId, id: charge, amount, status: 'succeeded', receipt });
  store.insert('invoices', {
    id: `INV-2026-${String(orderId - 1000).padStart(5, '0')}`,
    orderId,
    customerId: owner.id,
    billingName: fullName(owner.name),
    billingAddress: owner.address,
    amount,
    issuedAt: day(orderId - 958),
  });
}

function seedOrders(store: Store, random: (below: number) => number): void {
  const owners = people.filter(({ name }) => name !== 'root');
  for (let index = 0; index < 20; index++) {
    const owner = owners[index % owners.length]!;
    seedOrder(store, { id: 1001 + index, owner, paid: index % 3 !== 2, productId: 1 + random(40) });
  }
}

function seedCoupons(store: Store, random: (below: number) => number): void {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  for (let index = 0; index < 20; index++) {
    const tail = Array.from({ length: 6 }, () => letters[random(letters.length)]).join('');
    store.insert('coupons', { code: `SPRING-${tail}`, value: 500 + 100 * (index % 5) });
  }
  store.insert('coupons', { code: 'WELCOME-2026', value: 500 });
}

/** Fills an empty database with the same people, products, orders, invoices, reviews and coupons each time. */
export function seed(store: Store): void {
  const random = createRandom(20_260_101);
  store.transaction(() => {
    seedPeople(store);
    seedProducts(store, random);
    seedReviews(store, random);
    seedOrders(store, random);
    seedCoupons(store, random);
  });
}
