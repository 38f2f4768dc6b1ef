import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());

interface Explained {
  readonly operation: string;
  readonly guards: readonly { readonly id: string; readonly effect: string }[];
  readonly settings: readonly { readonly setting: string; readonly source: string }[];
}

describe('portcullis policy explain', { concurrency: 2 }, () => {
  it('lists the guards in order and each setting with the line that it comes from', async () => {
    const { code, stdout } = await project.run('policy', 'explain', 'getOrder');
    assert.equal(code, 0);
    assert.match(stdout, /^GET \/orders\/\{orderId\} {2}getOrder {2}\(orchard\)\nguards in order\n/);
    assert.match(stdout, /^ {2}authenticate +authenticate +enforced/m);
    assert.match(stdout, /^ {2}roles +any +portcullis\.yaml:\d+:\d+$/m);
    assert.match(stdout, /^ {2}requirements +bearerAuth +openapi\.yaml:\d+:\d+ \(contract\)$/m);
    assert.match(stdout, /^ {2}sunset +never +built in$/m);
  });

  it('takes an operation by method and path too, in any case of the method', async () => {
    for (const name of ['GET /orders/{orderId}', 'Get /orders/{orderId}', 'get /orders/{orderId}'])
      assert.equal((await project.json<Explained>('policy', 'explain', name)).operation, 'getOrder');
  });

  it('has guards and settings as JSON', async () => {
    const { guards, settings } = await project.json<Explained>('policy', 'explain', 'listProducts');
    assert.ok(guards.some(({ id, effect }) => id === 'authenticate' && effect === 'unneeded'));
    assert.ok(settings.some(({ setting, source }) => setting === 'public' && source === 'policy'));
  });

  it('asks whether another operation was meant', async () => {
    assertRefused(await project.run('policy', 'explain', 'getOrdr'), /\[NOT_FOUND\]/, 'did you mean "getOrder"?');
    assertRefused(
      await project.run('policy', 'explain', 'GET /order/{orderId}'),
      'did you mean "GET /orders/{orderId}"?',
    );
    assertRefused(await project.run('policy', 'explain'), /missing required argument 'operation'/);
  });

  it('judges a call with the guards of the gateway and says last who decides, and where that stands', async () => {
    const { code, stdout } = await project.run('policy', 'explain', '--request', 'GET /orders/7', '--as', 'anonymous');
    assert.equal(code, 0);
    assert.match(stdout, /^GET \/orders\/7 {2}getOrder {2}\(orchard\) {2}without a credential\n/);
    assert.match(
      stdout,
      /^ {2}authenticate +authenticate +request +denies 401 CREDENTIAL_MISSING +openapi\.yaml:\d+:\d+$/m,
    );
    assert.match(stdout, /^ {2}authorize +roles +request +not reached +portcullis\.yaml:\d+:\d+$/m);
    assert.match(stdout, /\ndenied: 401 CREDENTIAL_MISSING by authenticate \(openapi\.yaml:\d+:\d+\)\n$/);
  });

  it('takes an actor, a role, or a caller in full; an operation stands for a sample of it', async () => {
    for (const [who, words] of [
      ['alice', /as subject alice, roles customer\n/],
      ['support', /as roles support\n/],
      ['sub=1,roles=customer', /as subject 1, roles customer\n/],
    ] as const) {
      const { stdout, code } = await project.run('policy', 'explain', 'getOrder', '--as', who);
      assert.equal(code, 0);
      assert.match(stdout, words);
      assert.match(stdout, /\naccepted: sent to the upstream/);
    }
  });

  it('reads fields and body, and says what is wrong with them', async () => {
    project.write('order.json', '{"items":7}');
    const flags = ['--request', 'POST /orders', '--as', 'alice', '--body', 'order.json', '--header', 'X-Other: a'];
    const { stdout } = await project.run('policy', 'explain', ...flags);
    assert.match(stdout, /\ndenied: 400 BODY_INVALID by body \(.+\); body \/items: must be array\n$/);
    const wrongType = [...flags, '--header', 'Content-Type: text/plain'];
    const typed = await project.json<{ status: number; guards: unknown[] }>('policy', 'explain', ...wrongType);
    assert.equal(typed.status, 415);
  });

  it('is one document as JSON, with every guard and its settings', async () => {
    const explained = await project.json<{
      readonly outcome: string;
      readonly code: string;
      readonly caller: { readonly subject: string };
      readonly guards: readonly { readonly guard: string; readonly verdict: string; readonly settings: unknown[] }[];
    }>('policy', 'explain', '--request', 'DELETE /orders/7?x=1', '--as', 'sub=1,roles=customer', '--address', '::1');
    assert.equal(explained.caller.subject, '1');
    assert.ok(explained.guards.some(({ guard, settings }) => guard === 'roles' && settings.length > 0));
  });

  it('refuses what it cannot take: exit code 2', async () => {
    const explain = (...flags: readonly string[]) => project.run('policy', 'explain', ...flags);
    assertRefused(await explain('--request', 'orders'), /\[USAGE\]/, "'GET /orders/7?full=true'");
    assertRefused(await explain('--request', '/', '--as', 'alise'), 'did you mean "alice"?');
    assertRefused(await explain('--request', '/', '--as', 'sub=1,role=customer'), 'did you mean "roles"?');
    assertRefused(await explain('--request', '/', '--header', 'secret'), /--header does not take this text/);
    assertRefused(await explain('--request', '/', '--address', 'home'), /--address does not take "home"/);
    assertRefused(await explain('--request', '/', '--body', 'none.json'), /\[FILE_UNREADABLE\]/);
    assertRefused(await explain('getOrder', '--request', '/'), /name two calls/);
    assertRefused(await explain('getOrder', '--upstream'), /--upstream is part of a call/);
  });

  it('is incomplete when the upstream is to be asked and does not answer: exit code 3', async () => {
    const flags = ['--request', 'GET /products', '--as', 'anonymous', '--upstream'];
    const { code, stdout } = await project.run('policy', 'explain', ...flags);
    assert.equal(code, 3);
    assert.match(stdout, /\ndenied: 502 UPSTREAM_UNREACHABLE/);
  });
});
