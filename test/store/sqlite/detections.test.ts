import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openStore } from '../../../src/store/open-store.js';
import { describeDetections } from '../detections-suite.js';
import { describeIncidents } from '../incident-suite.js';
import { describeVendors } from '../vendor-suite.js';
import { describeLeases } from '../lease-suite.js';
import type { StoreUnderTest } from '../store-suite.js';

const make = async (): Promise<StoreUnderTest> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-detections-'));
  const clock = { now: 0 };
  return {
    clock,
    open: async () => openStore(path.join(folder, 'data'), { now: () => clock.now }),
    remove: async () => fs.rmSync(folder, { recursive: true }),
  };
};

describeDetections('SQLite', make);
describeLeases('SQLite', make);
describeVendors('SQLite', make);
describeIncidents('SQLite', make);
