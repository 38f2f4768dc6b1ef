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
});
