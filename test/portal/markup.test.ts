import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markup, slug } from '../../src/portal/markup.js';
import { markdown } from '../../src/portal/markdown.js';

test('whatever is no markup is escaped, in texts and in attributes', () => {
  const hostile = `"><script>alert('1')</script>&`;
  assert.equal(
    markup`<a title="${hostile}">${hostile}</a>`.text,
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</a>',
  );
  assert.equal(markup`${undefined}${false}${[markup`<b>${1}</b>`, 'x<']}`.text, '<b>1</b>x&lt;');
});

test('names become addresses', () => {
  assert.deepEqual(['getOrder', 'GET /orders/{orderId}', '/', 'Query.user'].map(slug), [
    'get-order',
    'get-orders-order-id',
    'root',
    'query-user',
  ]);
});

test('a description may format, and may neither run nor load anything', () => {
  const text = markdown(
    '**bold** <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](https://example.com) ![c](https://example.com/c.png)\n\n<script>alert(1)</script>',
  ).text;
  assert.match(text, /<strong>bold<\/strong>/);
  assert.doesNotMatch(text, /<(?:img|script)/);
  assert.doesNotMatch(text, /javascript:/);
  assert.match(text, /<a href="https:\/\/example\.com" rel="noreferrer">b<\/a>/);
});
