import { proveLeaf } from '../../telemetry/log-proof.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'events-proof',
  words: ['events', 'proof'],
  arguments: [{ name: '<id>', describe: 'id of an event, or audit-N for record N of the audit log' }],
  summary: 'Write the proof that a record is in the signed log, to be checked without the store',
  examples: ['portcullis events proof audit-0', 'portcullis events proof audit-12 --format json --output proof.json'],
  options: {},
  async run({ args: [id] }, app) {
    const proof = await proveLeaf(await app.store({ readOnly: true }), id!);
    writeResult(app, proof, () =>
      [
        `log: ${proof.log}, leaf ${proof.leaf}`,
        `record (base64): ${proof.record}`,
        'hashes to the root (base64), nearest first:',
        ...proof.proof.map((hash) => `  ${hash}`),
        'checkpoint:',
        proof.checkpoint,
      ].join('\n'),
    );
    return 0;
  },
});
