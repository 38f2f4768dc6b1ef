import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SecurityEvent } from '../../src/core/events.js';
import { uuidv7 } from '../../src/core/ids.js';
import { openDatabase } from '../../src/store/driver.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { loadCheckpointKey } from '../../src/telemetry/checkpoint-key.js';
import { Checkpointer } from '../../src/telemetry/checkpointer.js';

export const noon = Date.UTC(2026, 10, 24, 12);

/** A data folder with logs in it, made for a test and removed after it. */
export class LogBench {
  readonly dataDir: string;
  now = noon;

  constructor() {
    this.dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-log-'));
    fs.chmodSync(this.dataDir, 0o700);
  }

  open(): Store {
    return openStore(this.dataDir, { now: () => this.now, actor: () => 'tester' });
  }

  event(n: number, more: Partial<SecurityEvent> = {}): SecurityEvent {
    const time = noon + n;
    return {
      id: uuidv7(time),
      time,
      kind: 'denial',
      outcome: 'denied',
      severity: 'medium',
      operationId: 'getOrder',
      status: 403,
      code: 'ROLE_MISSING',
      client: '127.0.0.1',
      detail: { n },
      ...more,
    };
  }

  checkpointer(store: Store): Checkpointer {
    return new Checkpointer({ store, key: loadCheckpointKey(this.dataDir), now: () => this.now });
  }

  /** Denials and admin records in steps, each followed by a checkpoint. Returns the events. */
  async grow({ steps = 3, each = 10 } = {}): Promise<SecurityEvent[]> {
    const store = this.open();
    const all: SecurityEvent[] = [];
    for (let step = 0; step < steps; step++) {
      const events = Array.from({ length: each }, (_, n) => this.event(step * each + n));
      await store.events.insert(events);
      for (const { detail } of events) await store.audit.append({ kind: 'admin_action', detail: detail! });
      await this.checkpointer(store).take();
      all.push(...events);
    }
    await store.close();
    return all;
  }

  /** Changes a database behind the program's back. */
  sql(file: string, sql: string, ...values: (string | number | Uint8Array)[]): void {
    const database = openDatabase(path.join(this.dataDir, file));
    try {
      database.prepare(sql).run(...values);
    } finally {
      database.close();
    }
  }

  row<Row>(file: string, sql: string, ...values: (string | number)[]): Row {
    const database = openDatabase(path.join(this.dataDir, file));
    try {
      return database.prepare(sql).get(...values) as Row;
    } finally {
      database.close();
    }
  }

  remove(): void {
    fs.rmSync(this.dataDir, { recursive: true, force: true });
  }
}
