import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A policy whose operation `takeHook` takes webhooks; resolves to its path. */
export function writePolicy(t: TestContext, contract: string, webhook: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-webhook-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  fs.writeFileSync(
    path.join(folder, 'openapi.yaml'),
    `openapi: 3.1.0\ninfo: { title: Hooks, version: '1' }\n${contract}`,
  );
  const file = path.join(folder, 'portcullis.yaml');
  const text = `version: 1
apis: { hooks: { contract: openapi.yaml } }
operations: { takeHook: { public: true, webhook: ${webhook} } }
`;
  fs.writeFileSync(file, text);
  return file;
}
