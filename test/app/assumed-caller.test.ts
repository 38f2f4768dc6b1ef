import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumedCaller } from '../../src/app/assumed-caller.js';
import { projectFrom } from '../model/policy-cases.js';

const project = projectFrom({
  policy: `roles: { customer: {}, support: {} }
pentest:
  scope: [http://127.0.0.1:3000]
  actors: { alice: { roles: [customer], tenant: acme, headers: { X-Who: alice } } }
`,
});
const principalOf = (text: string) => assumedCaller(text, project).assumed.principal;

test('an actor has its name as subject, its roles and its tenant', () => {
  const { subject, roles, tenant, scopes } = principalOf('alice')!;
  assert.deepEqual([subject, roles, tenant, scopes], ['alice', ['customer'], 'acme', []]);
  assert.match(assumedCaller('alice', project).note ?? '', /name of the actor/);
});

test('a role alone has neither subject nor tenant', () => {
  const { subject, roles, tenant } = principalOf('support')!;
  assert.deepEqual([subject, roles, tenant], [undefined, ['support'], undefined]);
});

test('anonymous is nobody', () => assert.equal(principalOf('anonymous'), undefined));

test('pairs say it in full; several values are separated by spaces, or the key stands again', () => {
  const all = principalOf('sub=7, roles=customer support,scopes=a b,scopes=c,tenant=acme')!;
  const { subject, roles, scopes, tenant, claims } = all;
  assert.deepEqual([subject, roles, scopes, tenant], ['7', ['customer', 'support'], ['a', 'b', 'c'], 'acme']);
  assert.deepEqual(claims, { sub: '7', tenant: 'acme', roles: ['customer', 'support'], scope: 'a b c' });
  assert.equal(principalOf('sub=,roles=customer')!.subject, undefined);
});

test('what is not known is refused, with the nearest name', () => {
  const refused: readonly (readonly [text: string, code: string, hint: RegExp | undefined])[] = [
    ['alise', 'NOT_FOUND', /"alice"/],
    ['suport', 'NOT_FOUND', /"support"/],
    ['rols=customer', 'USAGE', /"roles"/],
    ['sub=1,roles=custmer', 'NOT_FOUND', /"customer"/],
    ['=', 'USAGE', undefined],
    ['', 'NOT_FOUND', undefined],
  ];
  for (const [text, code, hint] of refused)
    assert.throws(() => assumedCaller(text, project), hint ? { code, hint } : { code }, text);
});
