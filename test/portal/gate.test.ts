import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadProject } from '../../src/model/project.js';
import { unpublishable } from '../../src/portal/gate.js';
import type { DocumentedOperation } from '../../src/portal/types.js';

let folder: string;
before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-gate-'));
});
after(() => fs.rmSync(folder, { recursive: true }));

/** What the gate says of a contract whose only operation is described so, on these servers. */
async function gate(description: string, { servers = ['https://api.shop.co.uk'], published = new Map() } = {}) {
  const contract = path.join(folder, 'openapi.json');
  fs.writeFileSync(
    contract,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      servers: servers.map((url) => ({ url })),
      paths: { '/a': { get: { operationId: 'a', description, responses: { 200: { description } } } } },
    }),
  );
  const [model] = (await loadProject({ contract: [contract] })).apis;
  const operations = [...model!.operations.values()].map((operation) => ({ operation }) as DocumentedOperation);
  return unpublishable({ model: model!, operations }, published);
}

const faults = async (text: string) => (await gate(text)).map(({ what }) => what.split(';')[0]);

describe('the publish gate', () => {
  it('lists a text once, with every place', async () => {
    const [fault, ...others] = await gate('Ask Mary.Smith@acme.io');
    assert.deepEqual(others, []);
    assert.equal(fault?.text, 'mary.smith@acme.io');
    assert.deepEqual(fault?.places, ['a: description', 'a: answer 200']);
  });

  it('lets a text through that the policy names by its id', async () => {
    const [fault] = await gate('Ask mary.smith@acme.io');
    assert.deepEqual(await gate('Ask mary.smith@acme.io', { published: new Map([[fault!.id, 'invented']]) }), []);
    assert.equal((await gate('Ask john@acme.io', { published: new Map([[fault!.id, 'invented']]) })).length, 1);
  });

  it('does not show a secret or a number of a person', async () => {
    const token = 'ghp_9fK2mQ7xLr4TzB8wVn3YcH6jDs5PgR1aEu0i';
    const found = await gate(`Pay with 4539 5787 6362 1486 or SE3550000000054910000003, say 12345678Z, send ${token}.`);
    assert.deepEqual(
      found.map(({ what, text }) => [what, text]),
      [
        ['a secret', undefined],
        ['a card number', undefined],
        ['an IBAN', undefined],
        ['a national identity number', undefined],
      ],
    );
  });

  it('knows what only looks like the address of a person', async () => {
    for (const text of [
      'git@github.com:octocat/hello.git',
      'rails@6.0.1 and enterprise-server@3.9',
      'card 4242 4242 4242 4242, order 4539578763621487, account DE89 3704 0044 0532 0130 00',
      'help@example.org, me@shop.test',
      'support@shop.co.uk or jobs@mail.shop.co.uk',
    ])
      assert.deepEqual(await faults(text), [], text);
    for (const text of ['a@other.co.uk', 'shop.co.uk@evil.io', 'git@people.io is his name', 'x@notshop.co.uk'])
      assert.deepEqual(await faults(text), ['a mail address'], text);
  });

  it('refuses hosts of the inside', async () => {
    for (const text of ['http://10.0.0.8/', 'see 192.168.1.1', 'db.corp:5432'])
      assert.deepEqual(await faults(text), ['an internal host or address'], text);
    assert.deepEqual(await faults('see 203.0.113.7 or https://shop.example/'), []);
  });
});
