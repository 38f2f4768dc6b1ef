import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linksOf, type Page } from '../../../src/model/infer/links.js';

const page = (more: Partial<Page>): Page => ({
  url: 'http://api.example/v1/orders?page=1',
  mediaType: 'application/json',
  text: '',
  linkHeader: undefined,
  ...more,
});
const json = (value: unknown) => linksOf(page({ text: JSON.stringify(value) }));

it('HAL, JSON:API and hand-written links are found, templates without their open parts', () => {
  const hal = { _links: { self: { href: '/v1/orders' }, find: { href: '/v1/orders{?q,page}', templated: true } } };
  assert.deepEqual(json(hal), ['http://api.example/v1/orders']);
  assert.deepEqual(json({ data: [], links: { next: 'http://api.example/v1/orders?page=2' } }), [
    'http://api.example/v1/orders?page=2',
  ]);
  assert.deepEqual(json({ customer_url: '/v1/customers/7', pictureUrl: 'http://cdn.example/7.png', path: '/x' }), [
    'http://api.example/v1/customers/7',
  ]);
});

it('pages, sitemaps and the Link header name addresses too', () => {
  const html = '<a class=x href="/docs#top">Docs</a> <A HREF=/v1/items>Items</A> <link href="/style.css">';
  assert.deepEqual(linksOf(page({ mediaType: 'text/html', text: html })), [
    'http://api.example/docs',
    'http://api.example/v1/items',
  ]);
  const xml =
    '<urlset><url><loc> http://api.example/a </loc></url><url><loc>http://other.example/b</loc></url></urlset>';
  assert.deepEqual(linksOf(page({ mediaType: 'application/xml', text: xml })), ['http://api.example/a']);
  assert.deepEqual(linksOf(page({ linkHeader: '</v1/orders?page=3>; rel="next"' })), [
    'http://api.example/v1/orders?page=3',
  ]);
});

it('other origins, and what ends or removes something, are left out', () => {
  const links = { self: '/v1/me', out: { href: '/v1/logout' }, gone: { href: '/v1/orders/7/delete' } };
  assert.deepEqual(json({ links: { ...links, away: { href: 'https://api.example/v1' } } }), [
    'http://api.example/v1/me',
  ]);
  assert.deepEqual(json('no links'), []);
  assert.deepEqual(linksOf(page({ text: '{"broken' })), []);
});
