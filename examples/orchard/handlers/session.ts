import { customerById, profile } from '../customers.js';
import type { Customer } from '../customers.js';
import { email, integer, line, optional, phone, shape, text } from '../fields.js';
import { hashPassword, nobodysHash, passwordMatches } from '../passwords.js';
import { conflict, forbidden, Problem, tooMany } from '../problem.js';
import { created, noContent, ok, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';
import { accessToken, lifeSeconds } from '../tokens.js';

const anyPassword = text({ min: 1, max: 128 });
const newPassword = (shop: Shop) => text({ min: shop.open('weak-password') ? 8 : 12, max: 128 });

async function signup(call: Call, shop: Shop): Promise<Reply> {
  const fields = {
    email,
    password: newPassword(shop),
    name: line(1, 80),
    address: line(5, 200),
    phone: optional(phone),
  };
  const body = shape(fields)(call.body, 'body');
  const hash = await hashPassword(body.password);
  const address = body.email.toLowerCase();
  if (shop.store.get('SELECT 1 FROM customers WHERE email = ?', address)) {
    throw conflict('This e-mail address cannot be used.');
  }
  const id = shop.store.insert('customers', {
    email: address,
    name: body.name,
    role: 'customer',
    passwordHash: hash,
    address: body.address,
    phone: body.phone ?? '',
    internalNote: 'Signed up online.',
    createdAt: new Date().toISOString(),
  });
  return created(profile(customerById(shop, id)!));
}

/** Refuses with 429 once an account, known or not, has had too many wrong passwords. */
function demandFewGuesses(account: string, shop: Shop): void {
  const seconds = shop.open('login-unthrottled') ? 0 : shop.guesses.blockedSeconds(account);
  if (seconds > 0) throw tooMany(seconds);
}

function wrongLogin(known: boolean, shop: Shop): Problem {
  if (!shop.open('account-enumerable')) return new Problem(401, 'The e-mail address or the password is wrong.');
  return new Problem(401, known ? 'Wrong password.' : 'Unknown user.');
}

async function checkLogin(account: string, password: string, shop: Shop): Promise<Customer> {
  demandFewGuesses(account, shop);
  const customer = shop.store.get<Customer>('SELECT * FROM customers WHERE email = ?', account);
  if (!customer && shop.open('account-enumerable')) throw wrongLogin(false, shop);
  // Counted before the slow comparison, so that parallel guesses are counted too.
  shop.guesses.count(account);
  const matches = await passwordMatches(password, customer?.passwordHash ?? nobodysHash);
  if (!customer || !matches) throw wrongLogin(customer !== undefined, shop);
  shop.guesses.forgive(account);
  return customer;
}

async function login(call: Call, shop: Shop): Promise<Reply> {
  const fields = { email, password: anyPassword, sessionSeconds: optional(integer(1, lifeSeconds)) };
  const body = shape(fields)(call.body, 'body');
  const customer = await checkLogin(body.email.toLowerCase(), body.password, shop);
  const expiresInSeconds = body.sessionSeconds ?? lifeSeconds;
  const token = await accessToken(customer, expiresInSeconds, shop.tokens);
  return ok({ token, tokenType: 'Bearer', expiresInSeconds, customerId: customer.id });
}

function logout(call: Call, shop: Shop): Reply {
  const { session } = signedIn(call);
  shop.store.run('DELETE FROM revokedTokens WHERE expiresAt < ?', Math.floor(Date.now() / 1000));
  shop.store.run('INSERT OR IGNORE INTO revokedTokens (id, expiresAt) VALUES (?, ?)', session.id, session.expiresAt);
  return noContent;
}

async function demandCurrentPassword(customer: Customer, given: string | undefined, shop: Shop): Promise<void> {
  if (given === undefined && shop.open('password-change-without-proof')) return;
  demandFewGuesses(customer.email, shop);
  shop.guesses.count(customer.email);
  if (given === undefined || !(await passwordMatches(given, customer.passwordHash))) {
    throw forbidden('The current password is wrong.');
  }
  shop.guesses.forgive(customer.email);
}

/** Ends all other sessions of the customer; the answer carries a token for this one to go on. */
async function changePassword(call: Call, shop: Shop): Promise<Reply> {
  const principal = signedIn(call);
  const proof = shop.open('password-change-without-proof') ? optional(anyPassword) : anyPassword;
  const body = shape({ currentPassword: proof, newPassword: newPassword(shop) })(call.body, 'body');
  const customer = customerById(shop, principal.id)!;
  await demandCurrentPassword(customer, body.currentPassword, shop);
  const hash = await hashPassword(body.newPassword);
  const next = 'UPDATE customers SET passwordHash = ?, sessionVersion = sessionVersion + 1 WHERE id = ? RETURNING *';
  const changed = shop.store.get<Customer>(next, hash, principal.id)!;
  const token = await accessToken(changed, lifeSeconds, shop.tokens);
  return ok({ token, tokenType: 'Bearer', expiresInSeconds: lifeSeconds, customerId: principal.id });
}

export const sessionOperations: readonly Operation[] = [
  { id: 'signup', method: 'POST', path: '/signup', access: 'public', handle: signup },
  { id: 'login', method: 'POST', path: '/login', access: 'public', handle: login },
  { id: 'logout', method: 'POST', path: '/logout', access: [], handle: logout },
  { id: 'changePassword', method: 'POST', path: '/password/change', access: [], handle: changePassword },
];
