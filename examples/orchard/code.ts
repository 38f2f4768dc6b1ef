import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JWK, JWTPayload } from 'jose';
import type { Store, Value } from './database.js';
import type { Fetched } from './pictures.js';
import type { Call, Principal, Reply } from './shop.js';

/**
 * Functions of the shop that `--code FILE` replaces, each by an export of that module: what the learner of a lesson
 * writes. Those that are not exported stay the shop's own.
 */
export type ShopCode = {
  /** The claims of a token, or an error. `jose` is that library, `key` the public key as a JWK. */
  readonly claimsOf?: (token: string, tools: { readonly jose: unknown; readonly key: JWK }) => Promise<JWTPayload>;
  /** A customer as profiles show one. */
  readonly shownProfile?: (row: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** The columns that a profile update writes. */
  readonly profileChanges?: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, Value>>;
  /** Whether the coupon is this customer's from now on. */
  readonly claimCoupon?: (code: string, customerId: number, store: Store) => Promise<boolean> | boolean;
  readonly fetchPicture?: (url: string) => Promise<Fetched>;
  /** The condition of a product search. */
  readonly searchCondition?: (q: string) => { readonly sql: string; readonly values: readonly string[] };
  /** The answer of the product list. */
  readonly productList?: (list: Readonly<Record<string, unknown>>, query: Call['query']) => Reply;
  readonly acceptsEvent?: (headers: Call['headers'], rawBody: Buffer, secret: string) => boolean;
  readonly mayCancel?: (principal: Principal, order: { readonly id: number; readonly customerId: number }) => boolean;
};

/** Loads the module. Throws what it throws. */
export async function loadCode(file: string | undefined): Promise<ShopCode> {
  return file === undefined ? {} : ((await import(pathToFileURL(path.resolve(file)).href)) as ShopCode);
}
