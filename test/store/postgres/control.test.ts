import { describe } from 'node:test';
import { describeAuditLog } from '../audit-suite.js';
import { describeConsole } from '../console-suite.js';
import { describeDetections } from '../detections-suite.js';
import { describeIncidents } from '../incident-suite.js';
import { describeVendors } from '../vendor-suite.js';
import { describeLeases } from '../lease-suite.js';
import { describeFindings } from '../finding-suite.js';
import { describeLearning } from '../learning-suite.js';
import { describeLearnedOwners } from '../learned-owner-suite.js';
import { describeStore, noon } from '../store-suite.js';
import { usePostgres } from './bench.js';
import { withPostgres } from './postgres-server.js';

describe('control tables', withPostgres, () => {
  const bench = usePostgres();
  describeStore('PostgreSQL', bench.make);
  describeFindings('PostgreSQL', bench.make);
  describeDetections('PostgreSQL', bench.make);
  describeConsole('PostgreSQL', bench.make);
  describeLeases('PostgreSQL', bench.make);
  describeLearning('PostgreSQL', bench.make);
  describeVendors('PostgreSQL', bench.make);
  describeIncidents('PostgreSQL', bench.make);
  describeAuditLog('PostgreSQL', async () => {
    const url = await bench.server.database();
    return (actor) => bench.open({ url, node: actor, now: () => noon, actor: () => actor });
  });
  let shared: ReturnType<typeof bench.make> | undefined;
  describeLearnedOwners('PostgreSQL', async () => (await (shared ??= bench.make())).open());
});
