import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Evidence, Finding } from '../../src/core/finding.js';
import type { RecordedExchange } from '../../src/core/http.js';
import { bodyLines, folded } from '../../console/screens/finding/body-lines.js';
import { curlOf, fetchOf } from '../../console/screens/finding/curl.js';
import { marksOf } from '../../console/screens/finding/marks.js';

function exchangeOf(method: string, url: string, more: { body?: string; answer?: string } = {}): RecordedExchange {
  const { body, answer = '' } = more;
  return {
    actor: 'bob',
    request: {
      method,
      url,
      headers: [['authorization', 'Bearer $TOKEN_BOB']],
      ...(body === undefined ? {} : { body }),
    },
    response: { status: 200, headers: [], body: answer },
    millis: 1,
  };
}

const order = '{"id":1021,"note":"pcl-1","total":3}';

/** bob reads an order of alice: the note that only she knows proves it. */
function bola(): { readonly finding: Finding; readonly attack: Evidence; readonly control: Evidence } {
  const url = 'http://api.example/orders/1021';
  const attack: Evidence = {
    kind: 'attack',
    summary: 'bob reads it',
    exchange: exchangeOf('GET', url, { answer: order }),
  };
  const control: Evidence = {
    kind: 'control',
    summary: 'alice reads hers',
    exchange: exchangeOf('GET', url, { answer: order }),
  };
  const step = { request: { method: 'GET', path: '/orders/{{order}}' }, credential: { actor: 'bob' } };
  const contains = ['{{note}}'];
  const finding = {
    part: { in: 'path', name: 'orderId' },
    evidence: [control, attack],
    replay: {
      steps: [
        { ...step, id: 'read', role: 'setup', summary: 'alice reads hers', capture: { note: '/note' }, expect: {} },
        { ...step, id: 'c', role: 'control', summary: 'alice reads hers', expect: { contains } },
        { ...step, id: 'a', role: 'attack', summary: 'bob reads it', expect: { contains } },
      ],
    },
  } as unknown as Finding;
  return { finding, attack, control };
}

describe('what proves a finding', () => {
  it('is the id in the path, the status, and the text that only the owner can know', () => {
    const { finding, attack } = bola();
    const { url, status, responseTexts } = marksOf(finding, attack);
    assert.deepEqual(url, ['1021']);
    assert.equal(status, true);
    assert.deepEqual(responseTexts, ['pcl-1']);
    const marked = bodyLines(order, { texts: responseTexts, pointers: [] }).filter((line) => line.marked);
    assert.deepEqual(
      marked.map(({ text }) => text),
      ['  "note": "pcl-1",'],
    );
  });

  it('is in a control only what the attack is compared with', () => {
    const { finding, control } = bola();
    const { url, status, responseTexts } = marksOf(finding, control);
    assert.deepEqual([url, status, responseTexts], [[], false, ['pcl-1']]);
  });

  it('is the member of a body that was not meant to be written, and each of its lines', () => {
    const finding = { part: { in: 'body', pointer: '/items/*/price' }, evidence: [] } as unknown as Finding;
    const body = '{"items":[{"id":1,"price":0},{"id":2,"price":{"eur":0}}]}';
    const attack: Evidence = {
      kind: 'attack',
      summary: 'x',
      exchange: exchangeOf('POST', 'http://a/orders', { body }),
    };
    const { requestPointers } = marksOf(finding, attack);
    const marked = bodyLines(body, { texts: [], pointers: requestPointers }).filter((line) => line.marked);
    assert.deepEqual(
      marked.map(({ text }) => text.trim()),
      ['"price": 0', '"price": {', '"eur": 0', '}'],
    );
  });

  it('is the parameter of a query as it was sent, the credential, the method', () => {
    const marksFor = (part: Finding['part'], url: string) =>
      marksOf({ part, evidence: [] } as unknown as Finding, {
        kind: 'attack',
        summary: 'x',
        exchange: exchangeOf('PUT', url),
      });
    assert.deepEqual(marksFor({ in: 'query', name: 'sort' }, "http://a/p?limit=1&sort=x'y").url, ["sort=x'y"]);
    assert.deepEqual(marksFor({ in: 'query', name: 'a[b]' }, 'http://a/p?a%5Bb%5D=1').url, ['a%5Bb%5D=1']);
    assert.deepEqual(marksFor({ in: 'credential', name: 'X-Key' }, 'http://a/').requestHeaders, ['x-key']);
    assert.deepEqual(marksFor({ in: 'cookie', name: 'sid' }, 'http://a/').requestHeaders, ['cookie']);
    assert.equal(marksFor({ in: 'method' }, 'http://a/').method, true);
    assert.deepEqual(marksFor({ in: 'header', name: 'Origin' }, 'http://a/').requestHeaders, ['origin']);
  });

  it('is nothing where the script names a value that no exchange shows', () => {
    const { finding, attack } = bola();
    const unknown = {
      ...finding,
      replay: { steps: [{ ...finding.replay!.steps[2]!, expect: { contains: ['{{elsewhere}}'] } }] },
    } as Finding;
    assert.deepEqual(marksOf(unknown, attack).responseTexts, []);
  });
});

describe('a body in lines', () => {
  it('is as it came when it is no JSON, with every line of a proving text marked', () => {
    const lines = bodyLines('Error: x\n    at file\nend', { texts: ['x\n    at '], pointers: [] });
    assert.deepEqual(
      lines.map(({ marked }) => marked),
      [true, true, false],
    );
    assert.equal(bodyLines('{broken', { texts: [], pointers: [] })[0]!.text, '{broken');
  });

  it('marks a member by name and value as they were sent, and a stack trace inside of a member', () => {
    const texts = ['"role":"admin"'];
    const marked = bodyLines('{"role":"admin","name":"x"}', { texts, pointers: [] }).filter((line) => line.marked);
    assert.deepEqual(
      marked.map(({ text }) => text),
      ['  "role": "admin",'],
    );
    const trace = bodyLines('{"stack":"E\\n    at x"}', { texts: ['\n    at '], pointers: [] });
    assert.equal(trace.filter((line) => line.marked).length, 1);
  });

  it('is folded to its beginning and to what is near the proof, and says how much is left out', () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, n])));
    const shown = folded(bodyLines(many, { texts: ['"k40":40'], pointers: [] }));
    assert.deepEqual(
      shown.map((line) => (typeof line === 'number' ? line : line.text.trim())),
      ['{', '"k0": 0,', '"k1": 1,', 36, '"k38": 38,', '"k39": 39,', '"k40": 40,', '"k41": 41,', '"k42": 42,', 18],
    );
    assert.equal(folded(bodyLines('{"a":1}', { texts: [], pointers: [] })).length, 3);
  });
});

describe('a call to paste', () => {
  it('has names where secrets were, and says which to export', () => {
    const { exports, text } = curlOf(exchangeOf('GET', 'http://api.example/orders/1'));
    assert.deepEqual(exports, ["export TOKEN_BOB='...'"]);
    assert.equal(
      text,
      `curl -i --path-as-is 'http://api.example/orders/1' \\\n  -H 'authorization: Bearer '"\${TOKEN_BOB}"`,
    );
  });

  it('quotes everything else, whatever a shell would read into it', () => {
    const { text } = curlOf(exchangeOf('POST', "http://a/p?q='$(id)`x`", { body: `{"a":"it's !1 $5"}` }));
    assert.match(text, /-X POST 'http:\/\/a\/p\?q='\\''\$\(id\)`x`'/);
    assert.match(text, /--data-binary '\{"a":"it'\\''s !1 \$5"\}'$/);
  });

  it('is a script for fetch as well, with the same names from the environment', () => {
    const { text } = fetchOf(exchangeOf('POST', 'http://a/p', { body: '{"x":1}' }));
    assert.match(text, /\["authorization", `Bearer \$\{process\.env\.TOKEN_BOB\}`\]/);
    assert.match(text, /body: "\{\\"x\\":1\}"/);
    assert.doesNotThrow(() => new Function(`return async () => { ${text} }`));
  });
});
