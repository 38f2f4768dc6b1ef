import { personNames } from '../../app/person-names.js';
import { visibleText } from '../../core/visible-text.js';
import type { Detection } from '../../telemetry/detection/detection.js';
import { detectors } from '../../telemetry/detectors.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'detections-show',
  words: ['detections', 'show'],
  arguments: [{ name: '<detection>', describe: 'id, or its last 8 characters or more' }],
  summary: 'Show one detection with its evidence and its runbook',
  examples: ['portcullis detections show 1f0c9a3e', 'portcullis detections show 1f0c9a3e --format json'],
  options: {},
  async run({ args: [id] }, app) {
    const store = await app.store({ readOnly: true });
    const stored = await personNames(store).show(await store.detections.get(id!));
    writeResult(app, stored, () => {
      const found = stored.document as Detection;
      const blocks = stored.blocks.map(({ effect, actor, expiresAt, undoneAt }) =>
        undoneAt === undefined
          ? `${effect} ${actor} until ${new Date(expiresAt).toISOString()}`
          : `${effect} ${actor}, undone ${new Date(undoneAt).toISOString()}`,
      );
      const rows: readonly (readonly [string, string])[] = [
        ['detector', `${found.rule} (version ${found.version}), ${found.title}`],
        ['time', new Date(found.time).toISOString()],
        ['severity', `${found.severity}, ATT&CK ${found.attack}`],
        ['about', `${found.about.kind} ${found.about.id}`],
        ['operations', found.operations.join(', ') || '-'],
        [
          'observed',
          `${found.observed} (threshold ${found.threshold}${found.baseline === undefined ? '' : `, usual ${found.baseline}`}) in ${found.windowSeconds} s`,
        ],
        ['samples', found.samples.join(', ') || '-'],
        ['done', found.acts.join(', ') || '-'],
        ['proposed', found.proposes.join(', ') || '-'],
        ['blocks', blocks.join('; ') || '-'],
        ['state', stored.state + (stored.reason === undefined ? '' : `: ${stored.reason}`)],
        ['runbook', `${detectors.get(found.rule)?.runbook ?? ''} (${found.runbook})`],
      ];
      return `${table(rows)}${visibleText(found.summary)}\n`;
    });
    return 0;
  },
});
