import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sanitizeText } from '../../src/gateway/sanitize-text.js';
import { sanitizers } from '../../src/model/types.js';

const html = (text: string): string => sanitizeText(text, ['html']).text;

for (const [text, expected] of [
  ['plain text', 'plain text'],
  ['<b>bold</b> and <em>more</em><br>', '<b>bold</b> and <em>more</em><br>'],
  ['<a href="https://a.example/?x=1">a</a>', '<a href="https://a.example/?x=1">a</a>'],
  ['1 < 2', '1 &lt; 2'],
  ['<script>alert(1)</script>', ''],
  ['<style>*{}</style>a', 'a'],
  ['<b onclick="x()" style="a:b">b</b>', '<b>b</b>'],
  ['<!-- a --><b>b</b>', '<b>b</b>'],
] as const) {
  test(`html: ${text} is ${expected || 'nothing'}`, () => assert.equal(html(text), expected));
}

/** Ways to run code in a browser that only read formatting; each must be gone. */
const attacks = [
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">a</a>',
  '<a href="JaVaScRiPt&colon;alert(1)">a</a>',
  '<a href=" &#106;avascript:alert(1)">a</a>',
  '<a href="java\tscript:alert(1)">a</a>',
  '<a href="\u0001javascript:alert(1)">a</a>',
  '<a href="data:text/html,<script>alert(1)</script>">a</a>',
  '<a href="//evil.example">a</a>',
  '<a href="https://a.example/" onmouseover="alert(1)">a</a>',
  '<a href=\'https://a.example/"onmouseover=alert(1) x="\'>a</a>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<b/onclick=alert(1)>b</b>',
  '<<b>script>alert(1)</script>',
  '<form action="javascript:alert(1)"><button>a</button></form>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<b><!--><img src=x onerror=alert(1)>--></b>',
];
const tag =
  /<(?!\/?(?:b|i|em|strong|u|s|p|br|ul|ol|li|blockquote|code|pre)\s*\/?>|a(?: href="(?:https?:\/\/|mailto:)[^"<>]*")?>|a href>|\/a>)/i;

for (const attack of attacks) {
  test(`html: ${attack} leaves nothing that runs`, () => assert.doesNotMatch(html(attack), tag));
}

test('html: whatever is put together, only plain tags are left, and a second time changes nothing', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '=',
    '/',
    'a',
    'b',
    ' ',
    'href',
    'script',
    'svg',
    'onload',
    'https://x',
    '&',
    '&lt;',
    '<!--',
    '-->',
    ...attacks,
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const once = html(pieces.join(''));
      assert.doesNotMatch(once, tag);
      assert.doesNotMatch(html(once), tag);
    }),
    { numRuns: 500 },
  );
});

for (const [kind, text, expected] of [
  ['trim', ' \t a b \u00a0\n', 'a b'],
  ['nfc', 'e\u0301', 'é'],
  ['stripControls', 'a\u0000\u0007\u007f\u0085\u202e\u200b\ufeffb\tc\r\nd', 'ab\tc\r\nd'],
  ['stripControls', '👩\u200d🚀 नमस्\u200dते', '👩\u200d🚀 नमस्\u200dते'],
] as const) {
  test(`${kind}: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(sanitizeText(text, [kind]), { text: expected, changed: text === expected ? [] : [kind] });
  });
}

test('a clean text is left as it is by all of them', () => {
  const text = 'Grüße, 1 > 0 is not here; the rest is.'.replace('1 > 0', 'one over zero');
  assert.deepEqual(sanitizeText(text, sanitizers), { text, changed: [] });
});
