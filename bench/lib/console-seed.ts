import fs from 'node:fs';
import path from 'node:path';
import { makeApp, type OwnedApp } from '../../src/app/make-app.js';
import { Sessions } from '../../src/console/sessions.js';
import { startConsole, type RunningConsole } from '../../src/console/start-console.js';
import type { Finding } from '../../src/core/finding.js';
import { uuidv7 } from '../../src/core/ids.js';
import type { SealedStore } from '../../src/app/sealed-store.js';

const operations = 100;

/** A store in a folder, or a database, with a console before it. */
export interface SeedBench {
  readonly store: SealedStore;
  readonly uuidv7: typeof uuidv7;
  isSeeded(): Promise<boolean>;
  record(findings: readonly Finding[], time: number): Promise<void>;
  start(): Promise<void>;
  call(target: string): Promise<unknown>;
  deepCursor(): Promise<string>;
  close(): Promise<void>;
}

export async function openBench({
  folder,
  url,
}: {
  readonly folder: string;
  readonly url?: string;
}): Promise<SeedBench> {
  writeProject(folder, url);
  const app = appIn(folder, url);
  const store = await app.store();
  let served: RunningConsole | undefined;
  let token = '';
  const call = async (target: string): Promise<unknown> => {
    const response = await fetch(`${served!.url}/api/v1${target}`, { headers: { authorization: `Bearer ${token}` } });
    if (response.status !== 200) throw new Error(`${target}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    store,
    uuidv7,
    call,
    isSeeded: async () => (await store.findings.counts()).length > 0,
    async record(findings, time) {
      const at = new Date(time).toISOString();
      const facts = { id: uuidv7(time), kind: 'pentest', modelDigest: 'x', startedAt: at, finishedAt: at } as const;
      const tool = { name: 'portcullis', version: '1' } as const;
      const run = { ...facts, tool, outcome: 'complete', skipped: [], notes: [], findings } as const;
      // No rule is said to have run: nothing that an earlier batch brought is taken for fixed.
      await store.findings.recordRun(run, { apis: [], ruleIds: [] });
    },
    async start() {
      const policy = { host: '127.0.0.1', port: 0, node: undefined };
      served = await startConsole({ app, policy, say: (text) => process.stderr.write(`${text}\n`) });
      const facts = {
        id: uuidv7(),
        name: 'bench',
        role: 'admin',
        createdBy: 'bench',
        expiresAt: Date.now() + 3_600_000,
      } as const;
      // Reads of an auditor and an admin alike.
      token = await new Sessions(store.console).addToken(facts);
    },
    async deepCursor() {
      const some = await store.findings.page({ limit: 1, severity: ['medium'] });
      const { finding, lastSeenAt } = some[0]!;
      const { severity, fingerprint } = finding;
      return Buffer.from(JSON.stringify({ severity, lastSeenAt: lastSeenAt - 500, fingerprint })).toString('base64url');
    },
    async close() {
      await served?.close();
      await app.close();
    },
  };
}

function appIn(folder: string, url: string | undefined): OwnedApp {
  return makeApp({
    cwd: folder,
    env: { ...process.env, ...(url === undefined ? {} : { SEED_STORE: url }) },
    color: false,
    width: 100,
    signal: new AbortController().signal,
    print: () => undefined,
    say: () => undefined,
  });
}

function writeProject(folder: string, url: string | undefined): void {
  fs.mkdirSync(folder, { recursive: true });
  const answer = `responses: { '200': { description: it } }`;
  const paths = Array.from(
    { length: operations },
    (_, n) => `  /things${n}:\n    get: { operationId: operation${n}, ${answer} }`,
  );
  const head = `openapi: 3.1.0\ninfo: { title: Shop, version: '1' }\npaths:`;
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), [head, ...paths, ''].join('\n'));
  const store = url === undefined ? '' : "store: { url: '${env:SEED_STORE}' }\n";
  const policy = `version: 1\n${store}apis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:9' } } }\ndefaults: { public: true }\n`;
  fs.writeFileSync(path.join(folder, 'portcullis.yaml'), policy.replace('defaults: { public: true }\n', ''));
}
