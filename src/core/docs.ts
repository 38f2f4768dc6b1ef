import { denialCodes, denialType, type DenialCode } from './denials.js';
import { errorCodes, type ErrorCode } from './error-codes.js';

/** What a person does about an error. */
const errorAdvice: Readonly<Record<ErrorCode, string>> = {
  USAGE: 'Read the hint: it names the nearest flag or value. `portcullis COMMAND --help` lists them all.',
  FILE_UNREADABLE: 'Check that the file is there and that this user may read it.',
  FILE_UNWRITABLE: 'Check the folder, its owner and the free space.',
  FILE_TOO_LARGE: 'Split the contract, or remove large examples from it.',
  SYNTAX_INVALID: 'Mend the file at the line and column that the message names.',
  CONTRACT_UNSUPPORTED: 'Convert the contract to a version that the message lists.',
  CONTRACT_INVALID: 'Mend the contract at the named place.',
  LOCKFILE_UNSUPPORTED: 'Write the lockfile anew with a current package manager; the message lists the versions.',
  ADVISORIES_INVALID: 'Fetch the snapshot again: OSV entries as JSON, one document a line, or a zip of JSON files.',
  SAMPLES_INVALID: 'Export the file again: HAR 1.2 from a browser, or a Postman collection 2.0 or 2.1.',
  POLICY_NOT_FOUND: 'Name the file with `--policy`, or run the command in its folder or below it.',
  POLICY_INVALID: 'Mend the policy at the named place; [policy.md](policy.md) lists every key.',
  POLICY_UNKNOWN_NAME:
    'Check the spelling of the operation, role, scheme or schema against the contract and the policy.',
  POLICY_SECRET_INLINE:
    'Replace the value by `${env:NAME}` or `${file:PATH}`, and change the secret: it was in a file.',
  CONTRACT_NOT_PINNED: 'Review what changed (`portcullis vendors check`), then pin the new digest in the policy.',
  POLICY_SECRET_MISSING: 'Set the environment variable, or create the file that the reference names.',
  FRAMEWORK_INVALID:
    'Mend the framework file at the named place; [evidence.md](evidence.md) lists its keys and the evidence items.',
  PATCH_INVALID: 'Mend `portcullis.patches.yaml` at the named place, or remove the patch.',
  PATCH_TOO_WIDE:
    'See with `portcullis patch FINDING` whose calls they are. Tighten the contract or tell the clients first, or put it in force with `--force`.',
  STORE_CORRUPT: 'Move the named file away and put a copy of it back; keep the damaged one for the investigation.',
  STORE_NEWER: 'Use the version of Portcullis that wrote the store, or a newer one.',
  STORE_LOCKED: 'Stop the other process, or name another folder with `--data`.',
  STORE_INSECURE: 'Take the rights of other users away: `chmod -R go= .portcullis`.',
  STORE_UNREACHABLE:
    'Check that PostgreSQL runs and that `store.url` of the policy names it, its user and its password.',
  VAULT_KEY_MISSING:
    'Put the key back where `vault.json` of the data folder or `PORTCULLIS_VAULT_KEY` says, or give the right to use it.',
  VAULT_KEY_INVALID: 'Name the key that the store was sealed with. Nothing was changed.',
  VAULT_UNAVAILABLE:
    'Bring the key service back. A gateway that runs goes on with the keys it has open; one that starts waits for you.',
  QUERY_INVALID: 'Mend the query at the column that the message names; [events.md](events.md) lists every field.',
  CHECKPOINT_KEY_INVALID:
    'Put `checkpoint.key` of the first machine (or of a backup) into the data folder. When it is lost, `portcullis start --accept-log` goes on with another one, and records that it did.',
  LOG_REWRITTEN:
    'Keep a copy of the data folder; `portcullis events verify --checkpoint FILE` says where it differs. `portcullis start --accept-log` goes on, and records that it did.',
  CERTIFICATE_INVALID:
    'Put a valid certificate with its own key there; while the gateway runs it goes on with the one before.',
  ADDRESS_IN_USE: 'Stop what listens there, or choose another address with `--listen`.',
  NOT_FOUND: 'Read the hint; `portcullis findings list` and `portcullis keys list` show what is there.',
  SCOPE_REFUSED: 'Add the origin to `pentest.scope`; one outside this machine also needs `pentest.authorization`.',
  TARGET_UNREACHABLE: 'Start the API, and check the address in `apis.NAME.upstream`.',
  ACTOR_LOGIN_FAILED: "Check `pentest.actors.NAME.login` and the actor's secret.",
  NOTIFICATION_FAILED:
    'Check address, secret and certificate of the notification; [notifications.md](notifications.md) says what the other side is sent.',
  DRILL_FAILED:
    'What failed stands in the message: no detector noticed the attack, or it was not contained in time. The sandbox is gone, and nothing real was touched. With `--wait` give yourself more minutes.',
  LAB_BROKEN:
    'Mend the file at the place that the message names, or put the lab back: `portcullis learn reset`. Your other files stay.',
  INTERNAL: 'Please report it with the lines that the command printed. They hold no secrets.',
};

/** Why the gateway gives this answer, for those who operate it. */
const denialReasons: Readonly<Record<DenialCode, string>> = {
  REQUEST_MALFORMED: 'Two readings of the message are possible (RFC 9112 6.3), or a field is not allowed at all.',
  PATH_AMBIGUOUS:
    'Dot segments, encoded slashes, cut encodings and the like: two servers could route them differently.',
  OPERATION_UNKNOWN: 'No operation of the contract has this path, and `unknownOperations` is `deny`.',
  METHOD_NOT_ALLOWED: 'The contract has the path, but not with this method; `Allow` lists those it has.',
  METHOD_OVERRIDE_REFUSED: 'A header asks for another method than the one that was authorized.',
  CREDENTIAL_MISSING: 'The operation needs a credential and none was sent; `WWW-Authenticate` says which.',
  CREDENTIAL_INVALID: 'Signature, issuer, audience, algorithm or key do not match; the event says which of them.',
  CREDENTIAL_EXPIRED: 'Its time is over, by more than the clock tolerance.',
  CREDENTIAL_UNVERIFIABLE:
    "The issuer's keys, its answer about the token, or a revocation list in force cannot be had. Without them nobody is let in.",
  WEBHOOK_REFUSED:
    'The signature is missing or wrong, the clock is off by more than `toleranceSeconds`, the same webhook came before, or the vendor is switched off; the event says which.',
  SCOPE_MISSING: 'The credential is valid and lacks a scope that contract or policy asks for.',
  ROLE_MISSING: 'The caller has none of the roles of the operation.',
  ROLE_NOT_NAMED: 'The policy names no role for the operation, so nobody may call it.',
  CONDITION_FAILED: 'The CEL expression in `when` is not true, or could not be evaluated.',
  OBJECT_NOT_OWNED:
    "The object is somebody else's, or does not exist: the answer is the same, so ids cannot be guessed.",
  PROPERTY_NOT_WRITABLE: 'The body sets a property that none of the roles of the caller may set.',
  ACTOR_BLOCKED:
    'A detection named the caller; `Retry-After` says when the block ends, `portcullis detections undo` ends it now.',
  ACTOR_THROTTLED: 'A detection named the caller: a few calls a minute pass until it is over.',
  RATE_LIMITED: 'A limit is reached; `Retry-After` says when the next call passes.',
  REQUEST_TIMEOUT: 'The head or the body did not arrive in time.',
  BODY_TOO_LARGE: 'Larger than `bodyLimitBytes`, as sent or when decompressed.',
  URI_TOO_LONG: 'Longer than 8 kB.',
  MEDIA_TYPE_UNSUPPORTED: 'The contract does not list the media type for the operation.',
  HEADERS_TOO_LARGE: 'More than 100 fields, or more than 16 kB of them.',
  PARAMETER_INVALID: 'A path, query, header or cookie parameter breaks its schema or a constraint of the policy.',
  BODY_INVALID: 'The body breaks its schema or a constraint of the policy.',
  INPUT_INJECTION:
    'A text of the request reads like an attack on what is behind (SQL, scripts, commands, paths). The event log names field, family and reason; `inspection` in the policy has levels, kinds of fields and exceptions.',
  ORIGIN_REFUSED: 'The `Origin` of the browser is not among `cors.origins`.',
  RESPONSE_REFUSED: 'The answer shows what the caller may not see, or could not be checked. It was withheld.',
  UPSTREAM_UNREACHABLE: 'No connection to `upstream.url`, or it was cut.',
  UPSTREAM_TIMEOUT: 'No answer within `timeoutSeconds`.',
  OVERLOADED: 'The memory for bodies or the connections to the upstream are used up.',
  LOG_UNAVAILABLE:
    'The event log cannot be written (a full disk, mostly), and `eventLog.onFailure` says who is still served.',
  GUARD_FAILED: 'A guard broke. What could not be judged is not let through.',
};

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

/** The error codes as a Markdown page. */
export function errorDocs(): string {
  const codes = Object.entries(errorCodes) as [ErrorCode, (typeof errorCodes)[ErrorCode]][];
  return page(
    'Error codes',
    'Every error that a command prints ends with one of these codes in brackets. A code keeps its meaning for ever; a retired one is not used again. The exit codes are those of [cli.md](cli.md).',
    table(
      ['code', 'exit', 'meaning', 'what to do'],
      codes.map(([code, { exit, title }]) => [`\`${code}\``, exit, title, errorAdvice[code]]),
    ),
  );
}

/** The denial codes as a Markdown page. */
export function denialDocs(): string {
  const codes = Object.entries(denialCodes) as [DenialCode, (typeof denialCodes)[DenialCode]][];
  return page(
    'Denials',
    `Every answer that the gateway gives by itself is a problem document (RFC 9457). Its \`type\` is the code in small letters, such as \`${denialType('ROLE_MISSING')}\`; \`title\` is public and the same for everyone. The event log has the code, the guard and the details, under the request id of the answer.`,
    table(
      ['code', 'status', 'title', 'why'],
      codes.map(([code, { status, title }]) => [`\`${code}\``, status, title, denialReasons[code]]),
    ),
  );
}
