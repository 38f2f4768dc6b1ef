import { blockName, blockOf } from '../../app/detections.js';
import { PortcullisError } from '../../core/errors.js';
import type { Detection } from '../../telemetry/detection/detection.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { oneOf } from '../parse.js';

const effects = ['throttle', 'block'] as const;

export default defineCommand({
  id: 'detections-apply',
  words: ['detections', 'apply'],
  arguments: [
    { name: '<detection>', describe: 'id, or its last 8 characters or more' },
    { name: '<action>', describe: effects.join(', ') },
  ],
  summary: 'Do what a detection proposes: slow its actor down, or keep it out, for 15 minutes',
  examples: ['portcullis detections apply 1f0c9a3e throttle', 'portcullis detections apply 1f0c9a3e block'],
  options: {},
  async run({ args: [id, action] }, app) {
    const effect = oneOf('<action>', effects)(action!) as (typeof effects)[number];
    const store = await app.store();
    const { id: detectionId, document } = await store.detections.get(id!);
    const { actor } = document as Detection;
    if (!actor) {
      throw new PortcullisError('USAGE', 'This detection is about no single actor', {
        hint: 'portcullis detections show ID prints what to do instead',
      });
    }
    const block = blockOf({ detectionId, actor: blockName(actor), effect }, app.now().getTime());
    await store.detections.block(block);
    writeResult(app, block, () => `${block.actor}: ${effect} until ${new Date(block.expiresAt).toISOString()}\n`);
    return 0;
  },
});
