import { projectIfAny } from '../../app/policy-file.js';
import { testDetector } from '../../telemetry/detection/run-scenario.js';
import type { DetectionSettings } from '../../telemetry/detection/settings.js';
import { detectors } from '../../telemetry/detectors.js';
import { PortcullisError } from '../../core/errors.js';
import { didYouMean } from '../../core/nearest.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'detections-test',
  words: ['detections', 'test'],
  arguments: [{ name: '[detector...]', describe: 'only these; default all' }],
  summary: "Run the detectors' own scenarios with the policy's thresholds",
  examples: ['portcullis detections test', 'portcullis detections test scraping object-enumeration'],
  options: {},
  async run({ args }, app) {
    const unknown = args.find((id) => !detectors.get(id));
    if (unknown !== undefined) {
      throw new PortcullisError('USAGE', `There is no detector "${unknown}"`, {
        hint: didYouMean(unknown, detectors.ids) ?? 'portcullis detections list names them',
      });
    }
    const settings = ((await projectIfAny(app))?.detections.detectors ?? {}) as DetectionSettings;
    const wanted = [...detectors].filter(({ id }) => args.length === 0 || args.includes(id));
    const isOff = (id: string) => settings[id]?.enabled === false;
    const results = wanted.flatMap((detector) => (isOff(detector.id) ? [] : testDetector(detector, settings)));
    const failed = results.filter(({ passed }) => !passed);
    writeResult(app, { passed: results.length - failed.length, failed: failed.length, results }, () => {
      const rows = failed.map(({ detector, scenario, mustFire }) => [
        detector,
        mustFire ? 'did not fire' : 'fired',
        scenario,
      ]);
      const off = wanted.filter(({ id }) => isOff(id)).length;
      const last = `${results.length - failed.length} of ${results.length} scenarios came out as they should${off ? `; ${off} detectors are off` : ''}\n`;
      return (rows.length ? table(rows) : '') + last;
    });
    return failed.length ? 1 : 0;
  },
});
