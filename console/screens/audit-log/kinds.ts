import type { AuditKind } from '../../../src/store/audit.js';

const words: Readonly<Record<AuditKind, string>> = {
  key_created: 'key created',
  key_rotated: 'key rotated',
  key_revoked: 'key revoked',
  finding_set: 'state of a finding set',
  run_recorded: 'scan recorded',
  policy_applied: 'policy applied',
  policy_in_force: 'policy in force',
  patch_applied: 'patch applied',
  patch_dropped: 'patch dropped',
  gateway_started: 'gateway started',
  gateway_stopped: 'gateway stopped',
  log_read: 'log read',
  log_exported: 'log exported',
  log_start_forced: 'start forced with a log that does not match',
  log_retained: 'log cut to its retention',
  vault_key_rotated: 'key of the vault rotated',
  data_key_destroyed: 'data key destroyed',
  secret_set: 'secret set',
  secret_removed: 'secret removed',
  response_applied: 'response applied',
  response_undone: 'response undone',
  console_user_added: 'person added',
  console_user_changed: 'person changed',
  console_user_removed: 'person removed',
  console_token_created: 'token created',
  console_token_revoked: 'token revoked',
  console_login: 'login to the console',
  admin_action: 'action of an admin',
};

export const kindNames = Object.keys(words) as readonly AuditKind[];

/** A kind of record as people say it. A newer server may know kinds that this page does not. */
export function auditWords(kind: AuditKind): string {
  return Object.hasOwn(words, kind) ? words[kind] : String(kind).replaceAll('_', ' ');
}
