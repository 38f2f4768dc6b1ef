import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openStore } from '../../src/store/open-store.js';
import { describeFindings } from './finding-suite.js';
import { noon } from './store-suite.js';

describeFindings('SQLite', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-findings-'));
  const clock = { now: noon };
  return {
    clock,
    open: async () => openStore(folder, { now: () => clock.now }),
    remove: async () => fs.rmSync(folder, { recursive: true }),
  };
});
