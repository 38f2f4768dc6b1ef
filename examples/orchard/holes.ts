/** The deliberate weaknesses of Orchard. Each is a switch: open unless `--fixed`, `--close` or `--open` says otherwise. */
export const holes = Object.freeze([
  { id: 'order-read-any', title: "Anyone signed in reads another customer's order" },
  { id: 'order-write-any', title: "Anyone signed in changes another customer's order" },
  { id: 'order-delete-any', title: "Anyone signed in cancels another customer's order" },
  { id: 'review-delete-any', title: "Anyone signed in deletes another customer's review" },
  { id: 'invoice-read-any', title: "Anyone signed in reads another customer's invoice" },
  { id: 'orders-by-customer-filter', title: "The customerId filter lists another customer's orders" },
  { id: 'stats-without-auth', title: 'The shop figures are answered without a token' },
  { id: 'jwt-alg-none', title: 'Tokens with "alg": "none" are accepted' },
  { id: 'jwt-signature-unchecked', title: 'The invoice operations decode tokens without checking the signature' },
  { id: 'jwt-expired-accepted', title: 'The export and the own profile accept expired tokens' },
  { id: 'jwt-audience-ignored', title: 'Tokens issued for another audience are accepted' },
  { id: 'login-unthrottled', title: 'Passwords may be guessed without limit' },
  { id: 'account-enumerable', title: 'Login tells unknown users from wrong passwords' },
  { id: 'weak-password', title: 'Sign-up accepts passwords of eight digits' },
  { id: 'password-change-without-proof', title: 'The password is changed without the current one' },
  { id: 'mass-assignment-profile', title: 'A profile update sets role, creditLimit, verified and balance' },
  { id: 'mass-assignment-order', title: 'A new order sets its own total and status' },
  { id: 'profile-leaks-hash', title: 'Profiles carry the password hash and internal notes' },
  { id: 'product-leaks-cost', title: 'Products carry what the shop paid for them' },
  { id: 'page-size-unbounded', title: 'The product list returns pages of any size' },
  { id: 'body-size-unlimited', title: 'Bodies of many megabytes are parsed' },
  { id: 'export-unlimited', title: 'The export has no rate limit' },
  { id: 'product-write-any-role', title: 'Customers change products' },
  { id: 'admin-customers-any-role', title: 'Customers list all customers' },
  { id: 'coupon-raced', title: 'A single-use coupon is redeemed several times in parallel' },
  { id: 'negative-quantity', title: 'An order of a negative quantity has a negative total' },
  { id: 'picture-ssrf', title: 'The server fetches a picture from any address' },
  { id: 'product-search-sqli', title: 'The product search is concatenated into SQL' },
  { id: 'verbose-error', title: 'Errors show the stack and the SQL statement' },
  { id: 'cors-reflects-origin', title: 'Any origin may read answers with credentials' },
  { id: 'debug-config', title: 'An undocumented operation shows the configuration' },
  { id: 'old-version', title: 'An undocumented old version reads orders without a token' },
  { id: 'webhook-unsigned', title: 'Payment events are accepted without a signature' },
  { id: 'vendor-data-trusted', title: "The payments vendor's answer is stored unchecked" },
  { id: 'cacheable-profile', title: 'Profiles may be kept by shared caches' },
] as const);

export type HoleId = (typeof holes)[number]['id'];

export const holeIds: readonly HoleId[] = Object.freeze(holes.map((hole) => hole.id));

/** Tells whether `id` names a hole. */
export function isHoleId(id: string): id is HoleId {
  return (holeIds as readonly string[]).includes(id);
}
