import { digits, id, integer, line, oneOf, optional, shape, text } from '../fields.js';
import { fetchPicture } from '../pictures.js';
import { badRequest, conflict, notFound, Problem } from '../problem.js';
import { created, hasRole, noContent, ok, page, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';

export const categories = ['apples', 'pears', 'stone-fruit', 'berries'] as const;
const sorts = ['id', 'name', 'price'] as const;
const shared = { 'cache-control': 'public, max-age=60' };

type Product = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: number;
  readonly supplierCost: number;
  readonly pictureUrl: string | null;
  readonly pictureBy: number | null;
};

function shown(product: Product): Record<string, unknown> {
  const { id, name, description, category, price, pictureUrl } = product;
  return { id, name, description, category, price, pictureUrl };
}

function productOf(call: Call, shop: Shop): Product {
  const productId = id(call.params['productId'], 'productId');
  const product = shop.store.get<Product>('SELECT * FROM products WHERE id = ?', productId);
  if (!product) throw notFound();
  return product;
}

/** An SQL condition and its values. */
type Condition = { readonly sql: string; readonly values: readonly string[] };

const searchedText = "name || ' ' || description";

function searched(q: string | undefined, shop: Shop): Condition {
  if (q === undefined) return { sql: '1 = 1', values: [] };
  if (shop.code.searchCondition) return shop.code.searchCondition(q);
  if (shop.open('product-search-sqli')) return { sql: `${searchedText} LIKE '%${q}%'`, values: [] };
  const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return { sql: String.raw`${searchedText} LIKE ? ESCAPE '\'`, values: [pattern] };
}

function ordered(sort: string | undefined, shop: Shop): string {
  if (sort === undefined) return 'id';
  if (shop.open('verbose-error')) return `[${sort.replaceAll(/[\]\0]/g, '')}]`;
  return oneOf(sorts)(sort, 'sort');
}

/** While the search is concatenated, what SQLite says about it reaches the caller. */
function answered<T>(shop: Shop, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const shows = shop.open('product-search-sqli') && !shop.open('verbose-error');
    throw shows ? new Problem(500, `SQLite error: ${(error as Error).message}`) : error;
  }
}

function listProducts({ query }: Call, shop: Shop): Reply {
  const most = shop.open('page-size-unbounded') ? 1_000_000 : 30;
  const limit = optional(digits(1, most))(query['limit'], 'limit') ?? 10;
  const offset = optional(digits(0, 100_000))(query['offset'], 'offset') ?? 0;
  const category = optional(oneOf(categories))(query['category'], 'category');
  const search = searched(optional(text({ max: 100 }))(query['q'], 'q'), shop);
  const order = ordered(query['sort'], shop);
  const where = `${category === undefined ? '' : 'category = ? AND '}${search.sql}`;
  const values = category === undefined ? search.values : [category, ...search.values];
  return answered(shop, () => {
    const found = `SELECT * FROM products WHERE ${where}`;
    const items = shop.store.all<Product>(`${found}\nORDER BY ${order} LIMIT ? OFFSET ?`, ...values, limit, offset);
    const counted = shop.store.get<{ total: number }>(`SELECT count(*) AS total FROM (${found}\n)`, ...values);
    const list = page(items.map(shown), { total: counted?.total ?? 0, limit, offset });
    if (shop.code.productList) return shop.code.productList(list.body as Record<string, unknown>, query);
    return { ...list, headers: shared };
  });
}

function getProduct(call: Call, shop: Shop): Reply {
  const product = productOf(call, shop);
  const leaked = shop.open('product-leaks-cost') ? { supplierCost: product.supplierCost } : {};
  return { ...ok({ ...shown(product), ...leaked }), headers: shared };
}

const fields = {
  name: line(1, 80),
  description: line(0, 400),
  category: oneOf(categories),
  price: integer(1, 1_000_000),
};

function createProduct(call: Call, shop: Shop): Reply {
  const product = shape(fields)(call.body, 'body');
  const id = shop.store.insert('products', { ...product, supplierCost: Math.floor(product.price * 0.6) });
  return created({ id, ...product, pictureUrl: null });
}

function updateProduct(call: Call, shop: Shop): Reply {
  const product = productOf(call, shop);
  const changes = shape({
    name: optional(fields.name),
    description: optional(fields.description),
    category: optional(fields.category),
    price: optional(fields.price),
  })(call.body, 'body');
  for (const [column, value] of Object.entries(changes)) {
    if (value !== undefined) shop.store.run(`UPDATE products SET ${column} = ? WHERE id = ?`, value, product.id);
  }
  return ok(shown(productOf(call, shop)));
}

function deleteProduct(call: Call, shop: Shop): Reply {
  const product = productOf(call, shop);
  shop.store.run('DELETE FROM reviews WHERE productId = ?', product.id);
  shop.store.run('DELETE FROM products WHERE id = ?', product.id);
  return noContent;
}

function mayChangePicture(call: Call, product: Product): boolean {
  const principal = signedIn(call);
  return product.pictureBy === null || product.pictureBy === principal.id || hasRole(principal, ['support']);
}

/** Customers may give a product its first picture; the server fetches it to see that it is there. */
async function setProductPicture(call: Call, shop: Shop): Promise<Reply> {
  const product = productOf(call, shop);
  const { url } = shape({ url: text({ min: 10, max: 300 }) })(call.body, 'body');
  if (!URL.canParse(url)) throw badRequest('body.url must be a URL.');
  if (!mayChangePicture(call, product)) throw conflict('This product has a picture of somebody else.');
  const fetched = await fetchPicture(new URL(url), shop);
  const change = 'UPDATE products SET pictureUrl = ?, pictureBy = ? WHERE id = ?';
  shop.store.run(change, url, signedIn(call).id, product.id);
  return created({ id: product.id, url, ...fetched });
}

function deleteProductPicture(call: Call, shop: Shop): Reply {
  const product = productOf(call, shop);
  if (product.pictureUrl === null || !mayChangePicture(call, product)) throw notFound();
  shop.store.run('UPDATE products SET pictureUrl = NULL, pictureBy = NULL WHERE id = ?', product.id);
  return noContent;
}

const one = '/products/{productId}';

export const productOperations: readonly Operation[] = [
  { id: 'listProducts', method: 'GET', path: '/products', access: 'public', handle: listProducts },
  { id: 'createProduct', method: 'POST', path: '/products', access: ['support'], handle: createProduct },
  { id: 'getProduct', method: 'GET', path: one, access: 'public', handle: getProduct },
  {
    id: 'updateProduct',
    method: 'PATCH',
    path: one,
    access: ['admin'],
    weakened: { by: 'product-write-any-role', access: [] },
    handle: updateProduct,
  },
  { id: 'deleteProduct', method: 'DELETE', path: one, access: ['admin'], handle: deleteProduct },
  { id: 'setProductPicture', method: 'POST', path: `${one}/picture`, access: [], handle: setProductPicture },
  { id: 'deleteProductPicture', method: 'DELETE', path: `${one}/picture`, access: [], handle: deleteProductPicture },
];
