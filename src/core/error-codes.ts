/**
 * Every error that a person can meet, by code. `docs/errors.md` is generated from this table.
 * A retired code is never reused. `exit` is the exit code of the command line (see `docs/cli.md`).
 */
export const errorCodes = {
  USAGE: { exit: 2, title: 'A flag or argument is wrong' },
  FILE_UNREADABLE: { exit: 2, title: 'A file cannot be read' },
  FILE_UNWRITABLE: { exit: 2, title: 'A file cannot be written' },
  FILE_TOO_LARGE: { exit: 2, title: 'A file or document set is larger than the limit' },
  SYNTAX_INVALID: { exit: 2, title: 'YAML or JSON does not parse' },
  CONTRACT_UNSUPPORTED: { exit: 2, title: 'The contract is of a kind or version that is not supported' },
  CONTRACT_INVALID: { exit: 2, title: 'The contract breaks the rules of its format' },
  CONTRACT_NOT_PINNED: { exit: 2, title: 'The contract of a third party is not the one that was reviewed' },
  LOCKFILE_UNSUPPORTED: { exit: 2, title: 'The lockfile or SBOM is of a kind or version that is not known' },
  ADVISORIES_INVALID: { exit: 2, title: 'A snapshot of advisories cannot be read' },
  SAMPLES_INVALID: { exit: 2, title: 'A HAR file or Postman collection cannot be read' },
  POLICY_NOT_FOUND: { exit: 2, title: 'No policy file was found' },
  POLICY_INVALID: { exit: 2, title: 'The policy breaks its schema' },
  POLICY_UNKNOWN_NAME: { exit: 2, title: 'The policy names something that does not exist' },
  POLICY_SECRET_INLINE: { exit: 2, title: 'A secret is written into the policy instead of a reference' },
  POLICY_SECRET_MISSING: { exit: 2, title: 'A secret reference points at nothing' },
  FRAMEWORK_INVALID: { exit: 2, title: 'A framework of evidence cannot be used' },
  PATCH_INVALID: { exit: 2, title: 'A virtual patch cannot be applied' },
  PATCH_TOO_WIDE: { exit: 2, title: 'A virtual patch would have denied calls of healthy clients' },
  STORE_CORRUPT: { exit: 2, title: 'The store is damaged' },
  STORE_NEWER: { exit: 2, title: 'The store was written by a newer version' },
  STORE_LOCKED: { exit: 2, title: 'The store is in use by another process' },
  STORE_INSECURE: { exit: 2, title: 'Files of the store can be read by other users' },
  STORE_UNREACHABLE: { exit: 2, title: 'The database of the store does not answer, or refuses the connection' },
  VAULT_KEY_MISSING: { exit: 2, title: 'The key of the vault, or a right to use it, is missing' },
  VAULT_KEY_INVALID: {
    exit: 2,
    title: 'The key of the vault is damaged, or not the one that the store was sealed with',
  },
  VAULT_UNAVAILABLE: { exit: 2, title: 'The key service of the vault does not answer' },
  QUERY_INVALID: { exit: 2, title: 'A query of the event log cannot be read' },
  CHECKPOINT_KEY_INVALID: {
    exit: 2,
    title: 'The key that signs the log is missing, or not the one that signed it before',
  },
  LOG_REWRITTEN: { exit: 2, title: 'The log is not the one of which a checkpoint was kept' },
  CERTIFICATE_INVALID: { exit: 2, title: 'A TLS certificate and its key cannot be served' },
  ADDRESS_IN_USE: { exit: 2, title: 'An address cannot be listened at' },
  NOT_FOUND: { exit: 2, title: 'No such finding, run, key or operation' },
  SCOPE_REFUSED: { exit: 2, title: 'The target is outside the scope of the pentest' },
  TARGET_UNREACHABLE: { exit: 3, title: 'The target does not answer' },
  ACTOR_LOGIN_FAILED: { exit: 3, title: 'An actor cannot log in' },
  NOTIFICATION_FAILED: { exit: 3, title: 'A notification does not get through' },
  DRILL_FAILED: { exit: 3, title: 'A drill of an incident did not come to its end' },
  LAB_BROKEN: { exit: 2, title: 'The lab of a lesson does not start with what was written in it' },
  INTERNAL: { exit: 4, title: 'A fault of Portcullis' },
} as const satisfies Record<string, { readonly exit: 2 | 3 | 4; readonly title: string }>;

/** Stable code of an error. */
export type ErrorCode = keyof typeof errorCodes;
