import type { DetectionSettings } from '../../telemetry/detection/settings.js';
import { detectors } from '../../telemetry/detectors.js';
import { count, noPolicy } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'detector-register',
  title: 'Detectors that watch',
  subject: 'every detector, what it looks for, and whether the policy has it on',
  method: 'EXAMINE',
  validDays: 90,
  how: 'detectors are on unless `detections` of the policy turns them off',

  async collect({ project }) {
    if (!project) return noPolicy;
    const settings = project.detections.detectors as DetectionSettings;
    const rows = [...detectors].map(({ id, title, severity, attack, owasp, version, requires }) => [
      id,
      title,
      severity,
      attack,
      owasp,
      version,
      settings[id]?.enabled === false ? 'off' : 'on',
      requires?.setting ?? '',
    ]);
    const on = rows.filter((row) => row[6] === 'on').length;
    return {
      summary: `${on} of ${count(rows.length, 'detector')} are on`,
      columns: [
        'detector',
        'looks for',
        'severity',
        'ATT&CK',
        'OWASP API',
        'version',
        'state',
        'only where the policy has',
      ],
      rows,
    };
  },
});
