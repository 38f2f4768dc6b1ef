import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openStore } from '../../../src/store/open-store.js';
import { describeLearning } from '../learning-suite.js';
import type { StoreUnderTest } from '../store-suite.js';

const make = async (): Promise<StoreUnderTest> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-learning-'));
  const clock = { now: 0 };
  return {
    clock,
    open: async () => openStore(path.join(folder, 'data'), { now: () => clock.now }),
    remove: async () => fs.rmSync(folder, { recursive: true }),
  };
};

describeLearning('SQLite', make);
