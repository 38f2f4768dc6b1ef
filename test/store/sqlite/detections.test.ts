import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openStore } from '../../../src/store/open-store.js';
import { describeDetections } from '../detections-suite.js';

describeDetections('SQLite', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-detections-'));
  const clock = { now: 0 };
  return {
    clock,
    open: async () => openStore(path.join(folder, 'data'), { now: () => clock.now }),
    remove: async () => fs.rmSync(folder, { recursive: true }),
  };
});
