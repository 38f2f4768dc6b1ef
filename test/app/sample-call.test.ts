import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleCall } from '../../src/app/sample-call.js';
import { explainCall } from '../../src/gateway/explain-call.js';
import { CallTracing } from '../../src/gateway/call-trace.js';
import { createGateway } from '../../src/gateway/gateway.js';
import { guards } from '../../src/gateway/guards.js';
import { projectOf } from '../gateway/model-of.js';

const contract = `paths:
  /shops/{shop}/orders:
    parameters: [{ name: shop, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      operationId: list
      parameters:
        - { name: kind, in: query, required: true, schema: { enum: [open, closed] } }
        - { name: page, in: query, schema: { type: integer } }
        - { name: X-Region, in: header, required: true, example: north, schema: { type: string } }
      responses: { '200': { description: ok } }
    post:
      operationId: create
      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [item, count], additionalProperties: false, properties: { item: { type: string, minLength: 3 }, count: { type: integer, minimum: 2 }, note: { type: string } } }
      responses: { '201': { description: made } }
`;

test('a sample of an operation is a call that the contract takes, always the same', async () => {
  const project = projectOf({
    contract,
    policy: 'defaults: { mode: enforce, roles: any }\n',
    upstreamUrl: 'http://127.0.0.1:9',
  });
  const [model] = project.apis;
  const tracing = new CallTracing();
  const watched = tracing.watch(guards);
  const gateway = createGateway({
    project,
    identity: { verifierOf: () => undefined },
    guards: watched,
    sink: tracing.sink,
  });
  for (const name of ['list', 'create']) {
    const call = sampleCall(model!, model!.operations.get(name)!);
    assert.deepEqual(call, sampleCall(model!, model!.operations.get(name)!));
    const { outcome, code, operation } = await explainCall(gateway, tracing, { call });
    assert.deepEqual([operation?.id, outcome, code], [name, 'accepted', undefined]);
  }
  await gateway.close();
});
