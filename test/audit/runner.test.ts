import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/core/finding.js';
import { ruleDocs } from '../../src/audit/docs.js';
import { defineRule } from '../../src/audit/rule.js';
import { rules } from '../../src/audit/rules.js';
import { answerOf, auditOf, bodyOf } from './describe-rule.js';

const root = process.env['PORTCULLIS_ROOT'] ?? process.cwd();
const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';
const identity = 'identity: { schemes: { bearer: { apiKeys: true } } }';

/** These rules alone. */
const only = (...ids: readonly string[]) => ({ rules: ids.map((id) => rules.get(id)!) });

const prints = ({ findings }: { readonly findings: readonly Finding[] }) =>
  findings.map(({ ruleId, fingerprint }) => `${ruleId} ${fingerprint}`).sort();

const everything = `security: [{ bearer: [] }]
paths:
  /users/{id}:
    put:
      operationId: putUser
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: access_token, in: query, schema: { type: string } }
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
  /login: { post: { security: [] } }
  /orders: { post: { security: [] } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas: { User: { type: object, properties: { role: { type: string }, tags: { type: array, items: { type: string } } } } }
`;

/** The same contract: other order of keys, parameters and lines, another name for the path parameter. */
const moved = `
# moved down
components:
  schemas: { User: { properties: { tags: { items: { type: string }, type: array }, role: { type: string } }, type: object } }
  securitySchemes: { bearer: { scheme: bearer, type: http } }
paths:
  /orders: { post: { security: [] } }
  /login: { post: { security: [] } }
  /users/{userId}:
    put:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      parameters:
        - { schema: { type: string }, in: query, name: access_token }
        - { name: userId, in: path, required: true, schema: { type: string } }
      operationId: putUser
security: [{ bearer: [] }]
`;

describe('the fingerprint of a finding', () => {
  it('survives moved lines, reordered keys and lists, and a renamed path parameter', async () => {
    const before = await auditOf({ contract: everything });
    const after = await auditOf({ contract: moved });
    assert.ok(before.run.findings.length >= 5);
    assert.deepEqual(prints(after.run), prints(before.run));
  });

  it('is different for every finding', async () => {
    const { run } = await auditOf({ contract: everything });
    assert.equal(new Set(run.findings.map(({ fingerprint }) => fingerprint)).size, run.findings.length);
  });

  it('changes with the operation', async () => {
    const { run: one } = await auditOf({ contract: 'paths: { /a: { post: {} } }' });
    const { run: other } = await auditOf({ contract: 'paths: { /b: { post: {} } }' });
    assert.notEqual(one.findings[0]!.fingerprint, other.findings[0]!.fingerprint);
  });
});

describe('a run of the audit', () => {
  it('puts the worst finding first, and each at a line and column', async () => {
    const { run, textAt } = await auditOf({ contract: everything });
    assert.deepEqual(run.findings.map(({ severity }) => severity).slice(0, 1), ['high']);
    for (const finding of run.findings) assert.notEqual(textAt(finding), '');
  });

  it('says one thing once when most operations lack it, and names the operations', async () => {
    const paths = ['a', 'b', 'c', 'd', 'e', 'f']
      .map((name) => `/${name}: { get: { operationId: ${name} } }`)
      .join(', ');
    const { run } = await auditOf({ contract: `paths: { ${paths} }` }, only('operation-requires-auth'));
    const [finding] = run.findings;
    assert.equal(run.findings.length, 1);
    assert.deepEqual(finding!.instances, { count: 6, of: 6, what: 'operations' });
    assert.equal(finding!.related!.length, 5);
    assert.deepEqual(finding!.facts, { operations: ['a', 'b', 'c', 'd', 'e', 'f'] });
  });

  it('keeps single findings while fewer than five operations lack it', async () => {
    const contract = 'paths: { /a: { get: {} }, /b: { get: {} }, /c: { get: {} } }';
    const { run } = await auditOf({ contract }, only('operation-requires-auth'));
    assert.equal(run.findings.length, 3);
  });

  it('proposes a patch for one operation, that ends after thirty days', async () => {
    const { run } = await auditOf({ contract: 'paths: { /orders: { post: { operationId: addOrder } } }' });
    const [{ fingerprint, patch }] = run.findings as [Finding];
    assert.deepEqual(patch, {
      id: `audit-${fingerprint.slice(0, 8)}`,
      because: fingerprint,
      operation: 'addOrder',
      guard: 'authenticate',
      set: { authentication: 'required' },
      expires: '2026-12-25',
    });
  });

  it('shows from medium by default, low when strict, and says what is not shown', async () => {
    const contract = bodyOf('{ type: object, additionalProperties: false, properties: { note: { type: string } } }');
    const { run: standard } = await auditOf({ contract }, { level: 'default', ...only('string-has-bound') });
    assert.deepEqual(standard.findings, []);
    assert.match(standard.notes.join('\n'), /^1 finding below medium not shown/m);
    const { run: strict } = await auditOf({ contract }, { level: 'strict', ...only('string-has-bound') });
    assert.deepEqual(
      strict.findings.map(({ ruleId }) => ruleId),
      ['string-has-bound'],
    );
    assert.deepEqual(strict.notes, []);
  });

  it('is incomplete when there is nothing to assess', async () => {
    const { run } = await auditOf({ contract: 'paths: {}' });
    assert.equal(run.outcome, 'incomplete');
    assert.match(run.notes.join('\n'), /no operation: nothing was assessed/);
  });

  it('counts the operations, and names the rules that need a policy', async () => {
    const { run } = await auditOf({ contract: everything });
    assert.equal(run.coverage!.operations, 3);
    assert.ok(run.skipped.some(({ id }) => id === 'rate-limit-is-set'));
    assert.ok(run.skipped.every(({ id }) => rules.get(id)!.needs === 'policy'));
  });

  it('notes what the model had to leave out, each kind once', async () => {
    const { run } = await auditOf({
      contract: `paths: { /a: { servers: [], get: { responses: {} } }, /b: { servers: [], get: { responses: {} } } }`,
    });
    assert.equal(run.notes.filter((note) => note.includes('Servers of one path')).length, 1);
    assert.match(run.notes.join('\n'), /and at 1 more place\)/);
  });

  it('ends on schemas that refer to themselves and to each other', async () => {
    const { run } = await auditOf({
      contract: bodyOf(
        `{ $ref: '#/components/schemas/A' }`,
        '/things',
        `  schemas:
    A: { type: object, properties: { b: { $ref: '#/components/schemas/B' }, self: { $ref: '#/components/schemas/A' } } }
    B: { type: object, properties: { list: { type: array, items: { $ref: '#/components/schemas/A' } } } }`,
      ),
    });
    assert.deepEqual(
      run.findings.filter(({ ruleId }) => ruleId === 'array-has-bound').map(({ operationId }) => operationId),
      ['send'],
    );
  });

  it('knows every operation that reaches a schema, whichever way is walked first', async () => {
    const take = (schema: string) =>
      `{ requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/${schema}' } } } } }`;
    const { run } = await auditOf({
      contract: `security: [{ bearer: [] }]
paths:
  /a: { post: ${take('Tagged')} }
  /b: { post: ${take('Box')} }
  /c: { post: ${take('Crate')} }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas:
    Tagged: { type: object, additionalProperties: false, properties: { tags: { type: array, items: {} } } }
    Box: { type: object, additionalProperties: false, properties: { inner: { $ref: '#/components/schemas/Tagged' } } }
    Crate: { type: object, additionalProperties: false, properties: { box: { $ref: '#/components/schemas/Box' } } }`,
    });
    assert.deepEqual(run.findings[0]!.instances, { count: 3, what: 'operations' });
  });

  it('takes properties with the names of keywords for properties', async () => {
    // What is said of every small contract.
    const plain = await auditOf({ contract: bodyOf('{ type: object, additionalProperties: false }') });
    const names = ['responses', 'security', 'parameters', 'properties', 'items', '$ref', 'pattern', 'servers', 'allOf'];
    const properties = names.map((name) => `'${name}': { type: string, maxLength: 5 }`).join(', ');
    const { run } = await auditOf({
      contract: bodyOf(`{ type: object, additionalProperties: false, properties: { ${properties} } }`),
    });
    assert.deepEqual(
      run.findings.map(({ message }) => message),
      plain.run.findings.map(({ message }) => message),
    );
  });

  it('looks at requests and answers apart', async () => {
    const contract = answerOf('{ type: array, items: { type: string } }');
    const { run } = await auditOf({ contract }, only('array-has-bound', 'string-has-bound', 'object-is-closed'));
    assert.deepEqual(run.findings, []);
  });

  it('assesses callbacks the other way round: their body is sent by the API', async () => {
    const { run } = await auditOf(
      {
        contract: `paths: {}
webhooks:
  paid: { post: { requestBody: { content: { application/json: { schema: { type: object, properties: { ids: { type: array, items: {} } } } } } } } }`,
      },
      only('array-has-bound', 'object-is-closed', 'operation-requires-auth'),
    );
    assert.deepEqual(run.findings, []);
  });
});

describe('an accepted risk', () => {
  const contract = `security: [{ bearer: [] }]\npaths: { /a: { post: { operationId: a, security: [] } }, /b: { post: { operationId: b, security: [] } } }\n${bearer}`;
  const accepted = (where: string, expires = '2027-01-01', rule = 'operation-requires-auth') =>
    `${identity}\nsuppressions: [{ rule: ${rule}, where: '${where}', reason: 'It is published anyway', expires: '${expires}' }]`;
  const found = async (policy: string) => {
    const { run } = await auditOf(
      { contract, policy },
      { rules: ['operation-requires-auth', 'suppression-has-not-expired'].map((id) => rules.get(id)!) },
    );
    return {
      run,
      operations: run.findings
        .filter(({ ruleId }) => ruleId === 'operation-requires-auth')
        .map(({ operationId }) => operationId),
    };
  };

  it('drops the findings of its operation only', async () => {
    assert.deepEqual((await found(accepted('a'))).operations, ['b']);
    assert.deepEqual((await found(accepted('POST /b'))).operations, ['a']);
  });

  it('drops the findings at a place and below it', async () => {
    assert.deepEqual((await found(accepted('openapi.yaml#/paths/~1a'))).operations, ['b']);
    assert.deepEqual((await found(accepted('#/paths'))).operations, []);
    assert.deepEqual((await found(accepted('other.yaml#/paths'))).operations, ['a', 'b']);
  });

  it('drops nothing of another rule', async () => {
    assert.deepEqual((await found(accepted('a', '2027-01-01', 'server-uses-tls'))).operations, ['a', 'b']);
  });

  it('does not hold after its end, and that is a finding', async () => {
    const { run, operations } = await found(accepted('a', '2026-11-24'));
    assert.deepEqual(operations, ['a', 'b']);
    assert.ok(run.findings.some(({ ruleId }) => ruleId === 'suppression-has-not-expired'));
  });

  it('that covers nothing is noted', async () => {
    const { run } = await found(accepted('no-such-operation'));
    assert.match(
      run.notes.join('\n'),
      /portcullis\.yaml:\d+:\d+: nothing to suppress for operation-requires-auth at no-such-operation/,
    );
  });
});

describe('the severity', () => {
  const rule = defineRule({
    id: 'probe',
    title: 'Probe',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: [20],
    why: 'Probe.',
    remedy: 'None.',
    raisedByAnonymous: true,
    visit: { operation: (operation, { report }) => report(operation.node, { covered: operation.path === '/covered' }) },
  });
  const severities = async (contract: string) =>
    (await auditOf({ contract }, { rules: [rule] })).run.findings.map(({ severity }) => severity);

  it('is one step worse for anonymous callers, where others need a credential', async () => {
    const open = 'paths: { /a: { get: { security: [] } }, /b: { get: { security: [{ bearer: [] }] } } }';
    assert.deepEqual(await severities(`${open}\n${bearer}`), ['medium', 'low']);
  });

  it('is not raised in an API without any credentials: that is one finding of its own', async () => {
    assert.deepEqual(await severities('paths: { /a: { get: {} } }'), ['low']);
  });

  it('is one step lower where the policy answers it', async () => {
    assert.deepEqual(await severities('paths: { /covered: { get: {} } }'), ['info']);
  });
});

describe('the catalogue of rules', () => {
  it('has a test for each rule', () => {
    for (const { id } of rules) assert.ok(existsSync(path.join(root, 'test/audit/rules', `${id}.test.ts`)), id);
  });

  it('says for each rule what an attacker gains, and how to mend it', () => {
    for (const { id, title, why, remedy, cwe, owasp } of rules) {
      assert.match(id, /^[a-z]+(-[a-z0-9]+)+$/);
      for (const text of [why, remedy]) assert.match(text, /^[A-Z`].{20,}\.$/s, id);
      assert.doesNotMatch(title, /\.$/, id);
      assert.ok(cwe.length && owasp.length, id);
    }
  });

  it('is documented on one page', () => {
    const page = ruleDocs(rules);
    assert.match(page, new RegExp(`^${rules.ids.length} rules\\.`, 'm'));
    for (const { id, why } of rules) {
      assert.ok(page.includes(`\n## ${id}\n`), id);
      assert.ok(page.includes(why), id);
    }
  });
});
