import { personNames } from '../../app/person-names.js';
import { projectIfAny } from '../../app/policy-file.js';
import { isThere } from '../../app/read-lines.js';
import type { DetectionContext } from '../../telemetry/detection/context.js';
import type { Detection } from '../../telemetry/detection/detection.js';
import { settingsOf, type DetectionSettings } from '../../telemetry/detection/settings.js';
import { detectors } from '../../telemetry/detectors.js';
import { detectionContext, detectionFacts } from '../../app/detection-context.js';
import type { App } from '../../app/app.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { isoTime, oneOf, wholeNumber } from '../parse.js';

const flag = (): boolean => true;
const ruleId: (text: string) => string = oneOf('--rule', detectors.ids);

const minutes = (millis: number): string => `${Math.max(1, Math.ceil(millis / 60_000))} min`;

/** The rules, with what the policy makes of them. */
async function listRules(app: App): Promise<void> {
  const project = await projectIfAny(app);
  const settings = (project?.detections.detectors ?? {}) as DetectionSettings;
  const context: DetectionContext = project ? detectionContext(detectionFacts(project)) : {};
  // The file is opened when the gateway starts: here it counts as there when it is named and exists.
  const geoFile = project?.detections.geoDatabase;
  const known = geoFile !== undefined && isThere(geoFile) ? { ...context, place: () => undefined } : context;
  const rules = [...detectors]
    .sort((a, b) => a.number - b.number)
    .map((detector) => {
      const { isOn, offBecause, thresholds, response } = settingsOf(detector, settings, known);
      const { id, number, title, severity, version, attack, acts } = detector;
      return {
        number,
        id,
        title,
        severity,
        version,
        attack,
        isOn,
        ...(offBecause ? { offBecause } : {}),
        response,
        acts,
        thresholds,
      };
    });
  writeResult(app, rules, () => {
    const rows = rules.map((rule) => [
      String(rule.number),
      rule.id,
      rule.severity,
      rule.isOn ? 'on' : 'off',
      `${rule.response.join(',')}${rule.acts ? ' (acts)' : ''}`,
      rule.offBecause === undefined ? rule.title : `${rule.title}: off, ${rule.offBecause}`,
    ]);
    const on = rules.filter(({ isOn }) => isOn).length;
    return `${table([['#', 'detector', 'severity', 'state', 'response', 'behaviour'], ...rows])}${on} of ${rules.length} detectors are on; --open shows what they noticed\n`;
  });
}

export default defineCommand({
  id: 'detections-list',
  words: ['detections', 'list'],
  isDefault: true,
  summary: 'List the detectors, or with --open and --all what they noticed',
  examples: ['portcullis detections', 'portcullis detections list --open --format json'],
  options: {
    open: { flags: '--open', describe: 'what was noticed and is not closed', parse: flag },
    all: { flags: '--all', describe: 'what was noticed, the closed too', parse: flag },
    rule: { flags: '--rule <id>', describe: 'only of this detector', parse: ruleId },
    since: { flags: '--since <time>', describe: 'ISO date or time', parse: isoTime('--since') },
    limit: { flags: '--limit <n>', describe: 'at most so many', parse: wholeNumber('--limit', 1, 10_000), default: 50 },
  },
  async run({ options: { open, all, rule, since, limit } }, app) {
    if (!open && !all && rule === undefined && since === undefined) {
      await listRules(app);
      return 0;
    }
    const store = await app.store({ readOnly: true });
    const stored = await store.detections.list({
      limit,
      ...(all ? {} : { state: 'open' as const }),
      ...(rule === undefined ? {} : { rule }),
      ...(since === undefined ? {} : { since }),
    });
    const found = await personNames(store).show(stored);
    const now = app.now().getTime();
    writeResult(app, found, () => {
      if (!found.length) return 'nothing was noticed\n';
      const rows = found.map(({ id, time, rule: of, about, blocks, document, state }) => {
        const { severity, summary, proposes } = document as Detection;
        const active = blocks.find(({ expiresAt, undoneAt }) => undoneAt === undefined && expiresAt > now);
        const done = active
          ? `${active.effect} for ${minutes(active.expiresAt - now)} more`
          : blocks.length
            ? 'block over'
            : '';
        const proposed = proposes.length && state === 'open' ? `proposed: ${proposes.join(', ')}` : '';
        const when = new Date(time).toISOString().replace('T', ' ').slice(0, 19);
        return [id.slice(-8), when, severity, of, about, [done, proposed].filter(Boolean).join('; '), summary];
      });
      const head = ['id', 'time (UTC)', 'severity', 'detector', 'about', 'response', 'what'];
      return `${table([head, ...rows])}portcullis detections undo ID ends its blocks and closes it\n`;
    });
    return 0;
  },
});
