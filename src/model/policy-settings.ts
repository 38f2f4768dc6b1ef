import path from 'node:path';
import { loadDocuments } from './documents.js';
import { checkPolicy } from './policy-check.js';
import { readConsole } from './policy-console.js';
import { readEventLog } from './policy-event-log.js';
import { readThirdParties } from './policy-third-parties.js';
import { Faults } from './policy-faults.js';
import { readControl } from './policy-listen.js';
import { readIncidents } from './policy-incidents.js';
import { readNotify } from './policy-notify.js';
import { readSchedules } from './policy-schedules.js';
import { locateIn } from './project-documents.js';
import type { Project } from './types.js';

/** What a policy says to a process that serves no calls. */
export type PolicySettings = Pick<
  Project,
  'control' | 'console' | 'eventLog' | 'notify' | 'schedules' | 'egressProxy' | 'egress' | 'vendors' | 'incidents'
>;

/**
 * Reads these sections of a policy and no contract: of a large API that is the larger part by far.
 *
 * @throws PortcullisError FILE_UNREADABLE, FILE_TOO_LARGE, SYNTAX_INVALID, POLICY_*; PortcullisErrors for several
 *   faults of these sections. Faults elsewhere are found by `loadProject` alone.
 */
export function readPolicySettings(policyFile: string): PolicySettings {
  const baseDir = path.dirname(policyFile);
  const { file, section, documents } = checkPolicy(loadDocuments(policyFile, { refs: false }));
  const faults = new Faults(locateIn([documents]));
  const settings = {
    control: file.control && readControl(file.control, { node: section('control'), baseDir, faults }),
    console: readConsole(file.console, { node: section('console'), baseDir, faults }),
    eventLog: readEventLog(file.eventLog, { node: section('eventLog'), baseDir, faults }),
    notify: readNotify(file.notify, { node: section('notify'), baseDir, faults }),
    incidents: readIncidents(file.incidents),
    ...readThirdParties(file, { section, baseDir, faults }),
    schedules: readSchedules(file.schedules, { node: section('schedules'), faults, apis: Object.keys(file.apis) }),
  };
  faults.throwIfAny();
  return Object.freeze(settings);
}
