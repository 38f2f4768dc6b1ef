import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { buildSchema, graphqlSync } from 'graphql';
import { initialise } from '../../src/app/init.js';
import { introspect } from '../../src/app/introspect.js';
import { appIn, writeFolder } from '../audit/describe-estate-rule.js';

const schema = buildSchema(
  '"Whole." type Query { me(id: ID!): User } type User { id: ID!, name: String } type Mutation { signIn(name: String!): String }',
);

type Answer = (query: string, response: http.ServerResponse) => void;

const tells: Answer = (source, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(graphqlSync({ schema, source })));
};

async function serve(t: TestContext, answer: Answer): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => answer((JSON.parse(text) as { query: string }).query, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('The schema of a running GraphQL server', () => {
  it('becomes a draft beside a policy that compiles, asked for with one request', async (t) => {
    const { url, asked } = await serve(t, tells);
    const folder = writeFolder({ files: {} });
    const made = await initialise(appIn(folder).app, undefined, {
      from: { kind: 'graphql', url: `${url}/api/query` },
      upstream: url,
      force: false,
      graphqlPath: '/api/query',
    });
    assert.deepEqual(asked, ['POST /api/query']);
    assert.equal(made.draft, path.join(folder, 'schema.draft.graphql'));
    assert.match(fs.readFileSync(made.draft!, 'utf8'), /^# A draft.*\n#.*\n\n?"""Whole."""\ntype Query/);
    const [api] = made.project.apis;
    assert.deepEqual([...api!.operations.keys()], ['graphql', 'Query.me', 'Mutation.signIn']);
    assert.equal(api!.operations.get('graphql')!.publicPath, '/api/query');
    const policy = fs.readFileSync(made.file, 'utf8');
    assert.match(policy, /Mutation\.signIn: \{ rateLimits:/);
    assert.match(policy, /# authentication: required/);
  });

  it('is not read where the server hides it, redirects, or does not answer', async (t) => {
    const hides = await serve(t, (_query, response) => response.end('{"errors":[{"message":"no"}]}'));
    await assert.rejects(introspect(hides.url), { code: 'SAMPLES_INVALID', message: /does not tell its schema/ });
    const other = await serve(t, tells);
    const leads = await serve(t, (_query, response) => response.writeHead(307, { location: other.url }).end());
    await assert.rejects(introspect(leads.url), { code: 'SAMPLES_INVALID', message: /redirects \(307\)/ });
    assert.deepEqual(other.asked, []);
    const text = await serve(t, (_query, response) => response.end('<html>'));
    await assert.rejects(introspect(text.url), { code: 'SAMPLES_INVALID' });
    await assert.rejects(introspect('http://127.0.0.1:1/'), { code: 'TARGET_UNREACHABLE' });
  });
});
