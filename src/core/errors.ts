import { errorCodes, type ErrorCode } from './error-codes.js';
import { formatPlace, type Place } from './place.js';
import { visibleLines, visibleText } from './visible-text.js';

/** What a person needs to mend an error: where, what was expected, the way out. Never a secret. */
export interface ErrorFacts {
  readonly place?: Place | undefined;
  /** What was expected at the place, in words: "a number above 0". */
  readonly expected?: string | undefined;
  /** The way out: 'did you mean "rateLimits"?'. */
  readonly hint?: string | undefined;
  /** For logs and bug reports only, never shown by default. */
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}

/** The one error class. `message` is public; `detail` and `cause` are not. */
export class PortcullisError extends Error {
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly expected: string | undefined;
  readonly hint: string | undefined;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'PortcullisError';
    this.code = code;
    this.place = facts.place;
    this.expected = facts.expected;
    this.hint = facts.hint;
    this.detail = facts.detail;
  }

  /** Exit code of the command line for this error. */
  get exitCode(): 2 | 3 | 4 {
    return errorCodes[this.code].exit;
  }
}

/** Several errors of one file at once, so that a person mends them in one go. */
export class PortcullisErrors extends PortcullisError {
  readonly errors: readonly PortcullisError[];

  constructor(errors: readonly [PortcullisError, ...PortcullisError[]]) {
    const [first, ...rest] = errors;
    super(first.code, rest.length ? `${first.message} (and ${rest.length} more)` : first.message, first);
    this.errors = errors;
  }
}

/** The error as lines for a person: place and message, expected, hint. What they quote cannot command a terminal. */
export function formatError(error: PortcullisError): string {
  const where = error.place ? `${formatPlace(error.place)}: ` : '';
  const lines = [`${visibleText(`${where}${error.message}`)} [${error.code}]`];
  if (error.expected) lines.push(`  expected: ${visibleText(error.expected)}`);
  if (error.hint) lines.push(`  ${visibleLines(error.hint).replaceAll('\n', '\n  ')}`);
  return lines.join('\n');
}
