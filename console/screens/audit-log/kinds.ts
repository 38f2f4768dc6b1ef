import { auditKinds, type AuditKind } from '../../../src/store/audit.js';

/** Where the name of a kind does not say it. */
const words: Readonly<Partial<Record<AuditKind, string>>> = {
  finding_set: 'state of a finding set',
  run_recorded: 'scan recorded',
  log_start_forced: 'start forced with a log that does not match',
  log_retained: 'log cut to its retention',
  console_user_added: 'person added',
  console_user_changed: 'person changed',
  console_user_removed: 'person removed',
  console_token_created: 'token created',
  console_token_revoked: 'token revoked',
  console_login: 'login to the console',
  admin_action: 'action of an admin',
};

export const kindNames: readonly AuditKind[] = auditKinds;

/** A kind of record as people say it. */
export function auditWords(kind: AuditKind): string {
  return words[kind] ?? kind.replaceAll('_', ' ');
}
