import { isCardNumber, isIban, isNationalId } from '../core/checksums.js';
import type { LeakClass } from '../core/inspection.js';
import { findSecret } from '../core/secret-shapes.js';

/** Something in an answer that should not leave. */
export interface Leak {
  readonly class: LeakClass;
  /** What it is, for people: `GitHub token`, `stack trace of Java`. */
  readonly what: string;
  /** UTF-16 units. */
  readonly offset: number;
  readonly length: number;
}

interface Sign {
  readonly what: string;
  readonly pattern: RegExp;
}

const traces: readonly Sign[] = [
  {
    what: 'stack trace of Java',
    pattern:
      /(?:\n|\\n|^|>)\s{0,20}at [\w$.<>/]{3,200}\((?:[\w$]{1,80}\.(?:java|kt|scala|groovy):\d{1,6}|Native Method|Unknown Source)\)/,
  },
  {
    what: 'stack trace of Node.js',
    pattern:
      /(?:\n|\\n)\s{0,20}at (?:async )?(?:[\w$.<>[\] ]{1,120} )?\(?(?:file:\/\/)?(?:\/|[A-Z]:\\|node:)[^\s()"']{1,200}:\d{1,6}:\d{1,6}\)?/,
  },
  {
    what: 'traceback of Python',
    pattern: /Traceback \(most recent call last\):|(?:\n|\\n)\s{0,10}File \\?"[^"\\\n]{1,200}\\?", line \d{1,6}, in /,
  },
  {
    what: 'error of PHP',
    pattern:
      /(?:Fatal error|Parse error|Warning|Notice|Uncaught \w{0,40}(?:Error|Exception))\b[^\n]{0,300}? in (?:<b>)?\/[^\s<]{1,200}\.php(?:<\/b>)?(?: on line |:)(?:<b>)?\d/,
  },
  {
    what: 'stack trace of .NET',
    pattern:
      /(?:\n|\\n|^)\s{0,10}at [\w.`<>[\]+]{3,200}\([^)]{0,300}\) in [^\n]{1,200}:line \d{1,6}|System\.\w{1,60}Exception: /,
  },
  { what: 'trace of Go', pattern: /goroutine \d{1,9} \[[a-z ]{3,30}\]:|panic: runtime error:/ },
  { what: 'backtrace of Ruby', pattern: /\.rb:\d{1,6}:in [`'][^'\n]{1,100}'/ },
  {
    what: 'debug page of a framework',
    pattern:
      /You're seeing this error because you have <code>DEBUG = True|Whoops\\Exception|<title>Action Controller: Exception caught|Werkzeug Debugger|laravel_session.{0,200}ignition/i,
  },
];

const sqlErrors: readonly Sign[] = [
  {
    what: 'error of MySQL',
    pattern:
      /You have an error in your SQL syntax|check the manual that corresponds to your (?:MySQL|MariaDB)|ER_(?:PARSE_ERROR|BAD_FIELD_ERROR|NO_SUCH_TABLE|DUP_ENTRY)|com\.mysql\.(?:cj\.)?jdbc|mysql_fetch_|Unknown column '[^']{1,60}' in '/,
  },
  {
    what: 'error of PostgreSQL',
    pattern:
      /PG::\w{3,40}Error|org\.postgresql\.util|unterminated quoted string at or near|syntax error at or near \\?"|invalid input syntax for (?:type )?(?:integer|uuid)|(?:relation|column) \\?"[^"\n]{1,60}\\?" does not exist|pg_query\(\)/,
  },
  {
    what: 'error of SQLite',
    pattern:
      /SQLITE_(?:ERROR|CONSTRAINT|MISUSE)|SqliteError|sqlite3\.(?:Operational|Integrity)Error|SQLite(?:3::|\/JDBC| error)|near \\?"[^"\n]{1,30}\\?": syntax error|unrecognized token: \\?"|no such (?:table|column): \w/,
  },
  {
    what: 'error of SQL Server',
    pattern:
      /Unclosed quotation mark after the character string|Incorrect syntax near '|\[(?:Microsoft|SQL Server)\]\[|System\.Data\.SqlClient|ODBC SQL Server Driver|Conversion failed when converting the/,
  },
  { what: 'error of Oracle', pattern: /\bORA-\d{5}\b|oracle\.jdbc|quoted string not properly terminated/ },
  {
    what: 'error of a database',
    pattern:
      /SQLSTATE\[\w{2,5}\]|Sequelize(?:Database|UniqueConstraint)Error|PrismaClientKnownRequestError|QueryFailedError|Npgsql\.\w{3,30}Exception|MongoServerError|MongoError|CastError: Cast to ObjectId failed|javax\.persistence|org\.hibernate/,
  },
];

const listings: readonly Sign[] = [
  {
    what: 'directory listing',
    pattern:
      /<title>(?:Index of \/|Directory listing for |Directory Listing For )|<h1>Index of \/|\[To Parent Directory\]|Parent Directory<\/a>/,
  },
];

function firstOf(text: string, signs: readonly Sign[], leakClass: LeakClass): Leak | undefined {
  for (const { what, pattern } of signs) {
    const found = pattern.exec(text);
    if (found) return { class: leakClass, what, offset: found.index, length: found[0].length };
  }
  return undefined;
}

/** Texts that a checksum is tried on: digits with blanks or hyphens, IBAN, ids with letters. */
const numbers =
  /(?<![\w.-])(?:\d(?:[ -]?\d){12,18}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}|[XYZ\d]\d{7}[A-Z]|\d{3}\.\d{3}\.\d{3}-\d{2}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z])(?![\w-])/g;
const mostNumbers = 200;

function personal(text: string): Leak | undefined {
  numbers.lastIndex = 0;
  for (let count = 0, found = numbers.exec(text); found && count < mostNumbers; count++, found = numbers.exec(text)) {
    const what = isCardNumber(found[0])
      ? 'card number'
      : isIban(found[0])
        ? 'IBAN'
        : isNationalId(found[0])
          ? 'national id'
          : undefined;
    if (what) return { class: 'personal', what, offset: found.index, length: found[0].length };
  }
  return undefined;
}

/** Longest text that is looked at; the rest of a longer answer is sampled by its end. */
const longest = 262_144;
const sampleOfEnd = 16_384;

function sampled(text: string): string {
  return text.length <= longest ? text : text.slice(0, longest) + text.slice(-sampleOfEnd);
}

/**
 * What one text of an answer should not hold: stack traces, errors of databases, credentials, listings of folders, and
 * personal numbers that their checksum proves (CWE-200, CWE-209, CWE-548, CWE-359). At most one of each class.
 */
export function leaksIn(whole: string, classes: ReadonlySet<LeakClass>): readonly Leak[] {
  const text = sampled(whole);
  const secret = classes.has('secret') ? findSecret(text) : undefined;
  const found = [
    classes.has('trace') ? firstOf(text, traces, 'trace') : undefined,
    classes.has('sql-error') ? firstOf(text, sqlErrors, 'sql-error') : undefined,
    secret && { class: 'secret' as const, what: secret.what, offset: secret.offset, length: secret.length },
    classes.has('listing') ? firstOf(text, listings, 'listing') : undefined,
    classes.has('personal') ? personal(text) : undefined,
  ];
  return found.filter((leak) => leak !== undefined);
}
