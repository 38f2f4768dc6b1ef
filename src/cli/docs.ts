import { ruleDocs } from '../audit/docs.js';
import { rules } from '../audit/rules.js';
import { denialDocs, errorDocs } from '../core/docs.js';
import { guards } from '../gateway/guards.js';
import { policySchema } from '../model/policy-schema.js';
import { patchesSchema } from '../model/policy-schema/patches.js';
import { families } from '../patching/families.js';
import { checks } from '../pentest/checks.js';
import { formats } from '../report/formats.js';
import { eventFormats } from '../telemetry/exports.js';
import { detectors } from '../telemetry/detectors.js';
import { queryFields } from '../telemetry/query-fields.js';
import { commands } from './commands.js';
import { checkDocs } from './docs/checks-page.js';
import { cliDocs } from './docs/cli-page.js';
import { detectionDocs } from './docs/detections-page.js';
import { eventDocs } from './docs/events-page.js';
import { guardDocs } from './docs/guards-page.js';
import { policyDocs } from './docs/policy-page.js';

/** The pages that are computed from the catalogues and tables: file name in `docs/` -> Markdown. */
export function generatedPages(): Readonly<Record<string, string>> {
  return {
    'checks.md': checkDocs(checks, families),
    'cli.md': cliDocs(commands, formats),
    'detections.md': detectionDocs(detectors),
    'denials.md': denialDocs(),
    'errors.md': errorDocs(),
    'events.md': eventDocs(queryFields.values(), eventFormats),
    'guards.md': guardDocs(guards),
    'policy.md': policyDocs(policySchema, patchesSchema),
    'rules.md': ruleDocs(rules),
  };
}
