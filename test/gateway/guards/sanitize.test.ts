import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import sanitize from '../../../src/gateway/guards/sanitize.js';
import type { ApiModel } from '../../../src/model/types.js';
import { contextOf, exchangeFor, judge, modelOf } from '../guard-fixture.js';
import { call, startGateway, startUpstream } from '../harness.js';

let model: ApiModel;
before(async () => {
  const post = (operationId: string) => ({
    post: { operationId, requestBody: { content: { '*/*': {} } }, responses: {} },
  });
  const rules = { '/comment': ['html', 'trim'], '/items/*/note': ['stripControls', 'nfc'], '/a~1b': ['trim'] };
  model = await modelOf(
    { paths: { '/c': post('clean'), '/m': post('watched'), '/p': post('plain') } },
    { operations: { clean: { sanitize: rules }, watched: { mode: 'monitor', sanitize: rules } } },
  );
});

async function send(text: string, type = 'application/json', operation = 'clean') {
  const exchange = exchangeFor(model, operation, { headers: { 'content-type': type }, body: Buffer.from(text) });
  const denial = await judge(sanitize, exchange, contextOf(model));
  return { reason: denial?.errors?.[0]?.reason, body: exchange.replacement?.toString(), exchange };
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

for (const [what, type, text, expected] of [
  ['a text', json, '{"comment":"  a <b onclick=x>b</b><script>x</script> "}', '{"comment":"a <b>b</b>"}'],
  [
    'texts of items',
    json,
    '{"items":[{"note":"a\\u202eb"},{"note":"e\\u0301"}]}',
    '{"items":[{"note":"ab"},{"note":"é"}]}',
  ],
  ['a name with a slash', json, '{"a/b":" x"}', '{"a/b":"x"}'],
  ['an escaped name', json, '{"\\u0063omment":" x"}', '{"\\u0063omment":"x"}'],
  [
    'one text, and nothing else',
    json,
    '{ "n": 9007199254740993, "x": 1.10,\n "comment" :" x" }',
    '{ "n": 9007199254740993, "x": 1.10,\n "comment" :"x" }',
  ],
  ['a field of a form', form, 'x=+1&comment=+a%26b+&comment=%20c', 'x=+1&comment=a%26b&comment=c'],
  ['a field of a list in a form', form, 'items[0][note]=a%E2%80%AEb', 'items[0][note]=ab'],
] as const) {
  test(`${what} is cleaned in place`, async () => {
    const { body, exchange, reason } = await send(text, type);
    assert.equal(reason, undefined);
    if (text.includes('a%26b')) return assert.match(body!, /^x=\+1&comment=a(%26amp%3B|%26)b&comment=c$/);
    assert.equal(body, expected);
    assert.equal(exchange.body?.toString(), body);
  });
}

for (const [what, text] of [
  ['a clean text', '{"comment":"a"}'],
  ['what is no text', '{"comment":7,"items":{"note":" "}}'],
  ['another property', '{"comments":" a","x":{"comment":" a"}}'],
  ['nothing', ''],
] as const) {
  test(`${what} is left as it came`, async () => {
    const { body, reason, exchange } = await send(text);
    assert.deepEqual([body, reason, exchange.sanitized], [undefined, undefined, undefined]);
  });
}

for (const [what, type, text, reason] of [
  ['another media type', 'text/plain', 'a', 'cannot be cleaned in this media type'],
  ['a patch, whose places are elsewhere', 'application/json-patch+json', '[]', 'cannot be cleaned in this media type'],
  ['another charset', 'application/json; charset=utf-16', '{}', 'cannot be cleaned in this media type'],
  ['JSON that can be read in two ways', json, '{"comment":1,"comment":" a"}', 'has a property twice in one object'],
  ['a form with a broken encoding', form, 'comment=%E0%A4', 'has a broken percent-encoding'],
] as const) {
  test(`${what} is refused`, async () => assert.equal((await send(text, type)).reason, reason));
}

test('the event tells places of the policy and kinds, never values', async () => {
  const { exchange } = await send('{"comment":" <i>secret</i><x>","items":[{"note":"\\u0000a"},{"note":"\\u0000b"}]}');
  assert.deepEqual(exchange.sanitized, [
    { pointer: '/comment', kinds: ['trim', 'html'], count: 1 },
    { pointer: '/items/*/note', kinds: ['stripControls'], count: 2 },
  ]);
});

test('in monitor mode nothing is changed, and what would be is known', async () => {
  const { exchange, body } = await send('{"comment":" a"}', json, 'watched');
  assert.equal(body, undefined);
  assert.equal(exchange.sanitized?.length, 1);
  assert.equal(exchange.body?.toString(), '{"comment":" a"}');
});

test('an operation without such texts is left alone', () => {
  assert.equal(sanitize.compile?.(model.operations.get('plain')!, contextOf(model)), null);
});

test('the upstream gets the cleaned body with its length, and the schema judges it', async (t) => {
  const upstream = await startUpstream(t);
  const schema = '{ type: object, properties: { comment: { type: string, maxLength: 3 } } }';
  const { port, events } = await startGateway(t, {
    upstream,
    contract: `paths:\n  /c:\n    post:\n      security: []\n      requestBody: { content: { application/json: { schema: ${schema} } } }\n      responses: { '200': { description: ok } }\n`,
    policy: "defaults: { mode: enforce }\noperations: { 'POST /c': { sanitize: { /comment: [trim] } } }\n",
  });
  const send = (body: string) =>
    call(port, '/c', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.equal((await send('{"comment":"   abc   "}')).status, 200);
  assert.deepEqual(
    upstream.seen.map(({ body, headers }) => [body, headers['content-length']]),
    [['{"comment":"abc"}', '17']],
  );
  assert.equal((await send('{"comment":" abcd "}')).status, 400);
  const kinds = events.map(({ kind, outcome }) => `${kind} ${outcome}`);
  assert.deepEqual(kinds, ['input_sanitized info', 'input_sanitized info', 'denial denied']);
  assert.equal(JSON.stringify(events).includes('abc'), false);
});
