import { customerById } from '../customers.js';
import { digits, id, integer, line, optional, shape } from '../fields.js';
import { notFound } from '../problem.js';
import { created, mayTouch, noContent, ok, page, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';

type Review = {
  readonly id: number;
  readonly productId: number;
  readonly customerId: number;
  readonly author: string;
  readonly rating: number;
  readonly text: string;
  readonly createdAt: string;
};

function shown({ id, productId, author, rating, text, createdAt }: Review): Record<string, unknown> {
  return { id, productId, author, rating, text, createdAt };
}

function productIdOf(call: Call, shop: Shop): number {
  const productId = id(call.params['productId'], 'productId');
  if (!shop.store.get('SELECT 1 FROM products WHERE id = ?', productId)) throw notFound();
  return productId;
}

function reviewOf(call: Call, shop: Shop): Review {
  const reviewId = id(call.params['reviewId'], 'reviewId');
  const review = shop.store.get<Review>('SELECT * FROM reviews WHERE id = ?', reviewId);
  if (!review) throw notFound();
  return review;
}

function listReviews(call: Call, shop: Shop): Reply {
  const productId = productIdOf(call, shop);
  const limit = optional(digits(1, 50))(call.query['limit'], 'limit') ?? 20;
  const offset = optional(digits(0, 100_000))(call.query['offset'], 'offset') ?? 0;
  const listed = 'SELECT * FROM reviews WHERE productId = ? ORDER BY id LIMIT ? OFFSET ?';
  const items = shop.store.all<Review>(listed, productId, limit, offset);
  const counted = 'SELECT count(*) AS total FROM reviews WHERE productId = ?';
  const total = shop.store.get<{ total: number }>(counted, productId)?.total ?? 0;
  return page(items.map(shown), { total, limit, offset });
}

function createReview(call: Call, shop: Shop): Reply {
  const productId = productIdOf(call, shop);
  const principal = signedIn(call);
  const written = shape({ rating: integer(1, 5), text: line(1, 500) })(call.body, 'body');
  const author = customerById(shop, principal.id)?.name ?? '';
  const review = { ...written, productId, customerId: principal.id, author, createdAt: new Date().toISOString() };
  return created(shown({ ...review, id: shop.store.insert('reviews', review) }));
}

function getReview(call: Call, shop: Shop): Reply {
  return ok(shown(reviewOf(call, shop)));
}

function deleteReview(call: Call, shop: Shop): Reply {
  const review = reviewOf(call, shop);
  if (!shop.open('review-delete-any') && !mayTouch(signedIn(call), review.customerId)) throw notFound();
  shop.store.run('DELETE FROM reviews WHERE id = ?', review.id);
  return noContent;
}

const ofProduct = '/products/{productId}/reviews';

export const reviewOperations: readonly Operation[] = [
  { id: 'listReviews', method: 'GET', path: ofProduct, access: 'public', handle: listReviews },
  { id: 'createReview', method: 'POST', path: ofProduct, access: [], handle: createReview },
  { id: 'getReview', method: 'GET', path: '/reviews/{reviewId}', access: 'public', handle: getReview },
  { id: 'deleteReview', method: 'DELETE', path: '/reviews/{reviewId}', access: [], handle: deleteReview },
];
