/** A control table as it is carried from one engine to another; both have the same columns. */
export interface ControlTable {
  readonly name: string;
  /** Columns of its primary key; none for a table of one row. */
  readonly key: readonly string[];
  /** Refers to another row of the table: written once all rows are there. */
  readonly later?: string;
}

/** Every control table, those first that others refer to. */
export const controlTables: readonly ControlTable[] = [
  { name: 'api_key', key: ['id'], later: 'replaced_by' },
  { name: 'api_key_revision', key: [] },
  { name: 'run', key: ['id'] },
  { name: 'finding', key: ['fingerprint'] },
  { name: 'finding_change', key: ['n'] },
  { name: 'policy_version', key: ['id'] },
  { name: 'audit_leaf', key: ['n'] },
  { name: 'audit_head', key: ['one'] },
  { name: 'checkpoint', key: ['log', 'size'] },
  { name: 'data_key', key: ['id'] },
  { name: 'vault_secret', key: ['name'] },
  { name: 'vault_state', key: [] },
  { name: 'learned_owner', key: ['api', 'resource', 'object'] },
  { name: 'detection', key: ['id'] },
  { name: 'actor_block', key: ['id'] },
  { name: 'console_user', key: ['name'] },
  { name: 'console_session', key: ['digest'] },
  { name: 'console_token', key: ['id'] },
  { name: 'person_name', key: ['token'] },
  { name: 'lease', key: ['name'] },
  { name: 'vendor', key: ['name'] },
  { name: 'vendor_review', key: ['id'] },
  { name: 'vendor_use', key: ['vendor', 'integration', 'application', 'host'] },
  { name: 'vendor_certificate', key: ['vendor', 'host'] },
  { name: 'learn_progress', key: ['person', 'lesson'] },
  { name: 'learn_record', key: ['person', 'lesson', 'completed'] },
  { name: 'learn_question', key: ['person', 'lesson', 'n'] },
  { name: 'learn_assignment', key: ['id'] },
  { name: 'learn_reminder', key: ['person', 'lesson'] },
  { name: 'incident', key: ['id'] },
  { name: 'incident_entry', key: ['id'] },
];
