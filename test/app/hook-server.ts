import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks that takes everything. */
export interface Hook {
  readonly url: string;
  readonly bodies: readonly string[];
  /** Waits for so many, 8 s at most. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startHook(): Promise<Hook> {
  const bodies: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    bodies,
    async until(count) {
      for (const end = Date.now() + 8000; bodies.length < count;) {
        assert.ok(Date.now() < end, `${bodies.length} of ${count} messages came`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
