import { has, isBlankCode, isWordCode } from './characters.js';
import { worse, type Hit, type Score } from './detector.js';
import { definePatterns, worstMatch } from './patterns.js';
import { isProse, withoutComments } from './prose.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Functions that no text names by chance: with a bracket behind they are a call. */
const loud = set(
  'phpinfo phpversion phpcredits shell_exec passthru proc_open pcntl_exec create_function call_user_func ' +
    'call_user_func_array call_user_method base64_decode base64_encode gzinflate gzuncompress gzdecode gzdeflate ' +
    'str_rot13 convert_uuencode convert_uudecode bzdecompress zlib_decode file_get_contents file_put_contents ' +
    'file_exists fputs fputcsv fgets fgetcsv fwrite fread readgzfile show_source highlight_file ' +
    'highlight_string php_strip_whitespace move_uploaded_file include_once require_once preg_replace ' +
    'preg_replace_callback array_map array_filter array_walk array_reduce usort uasort uksort ob_start ' +
    'register_shutdown_function register_tick_function set_error_handler unserialize ini_set ini_get ini_get_all ' +
    'ini_restore putenv getenv scandir opendir readdir closedir fsockopen pfsockopen var_dump print_r var_export ' +
    'get_defined_vars get_defined_functions get_defined_constants get_cfg_var getmyuid getmypid get_current_user ' +
    'parse_str mb_parse_str func_get_args error_log error_reporting debug_backtrace curl_init curl_exec ' +
    'curl_multi_exec assert_options is_array is_callable method_exists function_exists class_exists set_time_limit ' +
    'ignore_user_abort set_include_path get_include_path htmlspecialchars_decode html_entity_decode stripslashes ' +
    'addslashes strip_tags strrev strtr str_replace substr_replace implode explode json_decode json_encode ' +
    'simplexml_load_string simplexml_load_file disk_free_space disk_total_space sys_get_temp_dir tempnam tmpfile ' +
    'parse_ini_file parse_ini_string php_uname php_sapi_name php_ini_loaded_file fpassthru filegroup fileowner ' +
    'fileperms fileinode filemtime is_readable is_writable mysql_query mysqli_query pg_query sqlite_query odbc_exec ' +
    'hex2bin bin2hex pack unpack intval strval print_f sprintf vsprintf iconv_strlen forward_static_call iterator_apply',
);
const prefixes =
  /^(?:posix|apache|stream|curl|ftp|imap|ldap|openssl|proc|socket|xml|zip|gz|bz|mb|exif|session|spl|dba|shm|sem|msg|inotify)_[a-z0-9_]{3,30}$/;
/** Functions that are words or short: a value that is nothing but their call tells. */
const quiet = set(
  'exec system popen eval assert fopen fclose file copy unlink rename mkdir rmdir chmod chown symlink link readlink touch ' +
    'glob dir extract dl mail chr ord chroot chdir getcwd printf print echo die exit include require define constant ' +
    'readfile compact substr strlen strpos strstr trim serialize md5 sha1 crypt hash rand sleep usleep syslog header ' +
    'setcookie passthru',
);
const running = set('system exec passthru shell_exec popen eval assert phpinfo proc_open pcntl_exec file_get_contents');

/** Blanks and comments between a name and its bracket. */
const gap = '(?:\\s|/\\*[^*]{0,60}\\*/|(?://|#)[^\\n]{0,60}\\n){0,6}';
const mostCalls = 40;

function loudName(name: string): string | undefined {
  if (loud.has(name) || prefixes.test(name)) return name;
  // `FOOcall_user_func()`: pasted behind something else.
  const at = name.search(/(?:call_user_|base64_|gz|fsock|shell_|file_get|file_put|proc_|pcntl_)/);
  return at > 0 && loud.has(name.slice(at)) ? name.slice(at) : undefined;
}

function scoreOfCall(text: string, name: string, inside: string): Score | undefined {
  if (loudName(name)) return isProse(text) && !/^\s{0,3}["'$@]/.test(inside) ? 3 : 4;
  if (!quiet.has(name)) return undefined;
  return running.has(name) &&
    !text.includes('\n') &&
    /^\s{0,3}["'$@\\]|^\s{0,3}(?:base64|chr|array|implode|strrev|getenv|_)/i.test(inside)
    ? 4
    : 2;
}

/** Index behind the name that a bracket belongs to: blanks and comments may stand between, and `=` of a cut form. */
function endOfName(text: string, bracket: number): number {
  let end = bracket;
  for (let steps = 0; end > 0 && steps < 8; steps++) {
    const before = text[end - 1]!;
    if (before === '/' && text[end - 2] === '*') {
      const open = text.slice(Math.max(0, end - 64), end - 2).lastIndexOf('/*');
      if (open < 0) return end;
      end = Math.max(0, end - 64) + open;
    } else if (before === '=' || isBlankCode(before.charCodeAt(0))) end--;
    else return end;
  }
  return end;
}

function callAt(text: string, bracket: number): Hit | undefined {
  const end = endOfName(text, bracket);
  let start = end;
  while (start > 0 && end - start < 42 && isWordCode(text.charCodeAt(start - 1))) start--;
  const before = text[start - 1];
  // A method of something: other languages.
  if (end - start < 2 || before === '.' || before === '>' || before === '$') return undefined;
  const name = text.slice(start, end).toLowerCase();
  const score = scoreOfCall(text, name, text.slice(bracket + 1, bracket + 17));
  return score && { score, offset: start, length: bracket + 1 - start, reason: `a call of ${name}()` };
}

function calls(text: string): Hit | undefined {
  let worst: Hit | undefined;
  let at = text.indexOf('(');
  for (let count = 0; at >= 0 && count < mostCalls; at = text.indexOf('(', at + 1), count++) {
    worst = worse(worst, callAt(text, at));
    if (worst?.score === 4) return worst;
  }
  return worst;
}

const singleCall = new RegExp(
  `^[\\s;@!("'{.]{0,6}([a-z_][a-z0-9_]{1,40})[)"']?(${gap})\\(([^\\n]{0,80})\\)[\\s;.'"\\w]{0,6}$`,
  'i',
);
const longestCall = 160;

/** The value is one call: `exec  (x)`. `copy (2)` and `system (default)` are what files and labels are called. */
function single(text: string): Hit | undefined {
  if (text.length > longestCall || text.trimEnd().length < 4) return undefined;
  const flat = text.replace(/[\r\n]+/g, (breaks) => (text.includes('#') || text.includes('//') ? breaks : ' '));
  const found = singleCall.exec(flat);
  if (!found) return undefined;
  const name = found[1]!.toLowerCase();
  if (!quiet.has(name) && !loudName(name)) return undefined;
  const isPlainLabel = found[2] === ' ' && !loudName(name) && /^[\w .,%-]{1,40}$/.test(found[3]!);
  // `printf(foo)`: a function that only tells, with a name for a value: how texts write about functions.
  const isMention = !running.has(name) && !loudName(name) && /^[a-z]\w{0,30}$/i.test(found[3]!);
  return isPlainLabel || isMention
    ? undefined
    : { score: 4, offset: 0, length: text.length, reason: `a call of ${name}()` };
}

const variable =
  /(?:\$\{?\s{0,8}){1,3}(?:\{?\s{0,4}[@'"]?[a-z_][\w.]{0,40}['"]?\s{0,4}\}?|\{[^{}]{1,40}\})(?:\s{0,3}(?:\[[^\]]{1,40}\]{1,2}|\{[^}]{1,40}\}|\/\*[^*]{0,40}\*\/|->\$?\w{1,30}|::\$?\w{1,30})){0,4}(\s{0,8}(?:\/\/[^\n]{0,40}\n)?)\(([^)]{0,60})\)/i;

/** `$f(1)`, `${'a'}(1)`, `$_['x'](1)`: a function by a name that is put together. Other languages call `$http(x)`. */
function variableCall(text: string): Hit | undefined {
  const found = text.includes('$') ? variable.exec(text) : null;
  if (!found) return undefined;
  const isWhole = text.length <= longestCall && !isProse(text) && !/=>|function\b|\$\(/.test(text);
  const isNamed = /[`.]/.test(text[found.index - 1] ?? '');
  const isLabel = isNamed || !/^\s{0,4}(?:\d+|["'$@[].*)?\s{0,4}$/.test(found[2]!);
  const score: Score = isWhole && !isLabel ? 4 : 3;
  return { score, offset: found.index, length: found[0].length, reason: 'a function of PHP by a variable' };
}

const callOfValue = /[)\]}"'](?:\s|\/\*[^*]{0,60}\*\/){0,6}\(/;
const statementParts = /[;,=]|(?<=[)\]}"'])\s{0,6}\(/;
const longestDisguise = 300;

/** `(sy.(st).em)('x')`, `"system"(x)`, `[system][0](x)`: once all that joins strings is gone, the name is there. */
function disguisedName(text: string): Hit | undefined {
  if (text.length > longestDisguise || !callOfValue.test(text)) return undefined;
  const names = withoutComments(text)
    .split(statementParts)
    .map((part) => part.replace(/^\s{0,4}return\b|\(\s{0,4}string\s{0,4}\)/i, ''))
    .filter((part) => /["'.[\](){}]/.test(part))
    .map((part) => part.replace(/["'.[\](){}\s\d]/g, '').toLowerCase());
  const name = names.find((each) => running.has(each));
  if (name === undefined) return undefined;
  return { score: 4, offset: 0, length: text.length, reason: `${name}() by a name that is put together` };
}

const byItsName = 'a variable of PHP by its name';
const patterns = definePatterns([
  {
    pattern: /<\?(?:php\b|=|\s{0,8}(?:$|[@$"'`({/#]|\w{2,20}\s{0,4}[("'$;]))|<\?xml\s{0,4}:/i,
    score: 5,
    reason: 'code of PHP',
    needs: has.angle,
  },
  { pattern: /[[{][/\\]?php[\]}]/i, score: 4, reason: 'code of PHP in brackets' },
  { pattern: /\w<\?$/, score: 4, reason: 'the start of code of PHP', needs: has.angle },
  {
    pattern: /<script[^>]{0,60}language\s{0,3}=\s{0,3}["']?php/i,
    score: 5,
    reason: 'code of PHP',
    needs: has.angle | has.equals,
  },
  {
    pattern: /\$(?:_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|SESSION|ENV)|GLOBALS|HTTP_\w{3,20}_VARS)\b/,
    score: 4,
    reason: 'a variable of PHP',
    needs: has.dollar,
  },
  {
    pattern: /\$\{?\s{0,20}\{?\s{0,20}(?:_(?:GET|POST|REQUEST|COOKIE|SERVER)\b)/,
    score: 4,
    reason: 'a variable of PHP',
    needs: has.dollar,
  },
  { pattern: /\$\s{0,20}\{\s{0,20}(?:['"]|\$[a-z_]|\{)/i, score: 4, reason: byItsName, needs: has.dollar | has.brace },
  {
    pattern: /\$\s{1,20}\{\s{0,20}[A-Za-z_]{1,30}\s{0,20}\}/,
    score: 4,
    reason: byItsName,
    needs: has.dollar | has.brace,
  },
  {
    pattern:
      /\$\{\s{0,3}@?(?:phpinfo|system|exec|eval|print|passthru|assert)\s{0,3}\(|\{\s{0,3}\$\{\s{0,3}@?\w{2,30}\s{0,3}\(/i,
    score: 5,
    reason: 'a call of PHP in a string',
    needs: has.dollar | has.brace,
  },
  {
    pattern:
      /\b(?:allow_url_(?:include|fopen)|auto_(?:prepend|append)_file|disable_(?:functions|classes)|open_basedir|safe_mode\w{0,16}|suhosin\.\w{3,30}|display_(?:errors|startup_errors)|cgi\.\w{3,40}|short_open_tag|register_globals|magic_quotes_\w{3,10}|session\.\w{3,40}|extension_dir|zend_extension|sendmail_path|error_log|assert\.\w{3,20}|opcache\.\w{3,40}|mbstring\.\w{3,40}|xdebug\.\w{3,40}|zend\.\w{3,40}|pcre\.\w{3,40}|soap\.\w{3,40}|phar\.\w{3,40}|mysqli?\.\w{3,40}|pdo_\w{3,20}\.\w{3,40}|memory_limit|max_(?:execution|input)_\w{3,20}|post_max_size|upload_tmp_dir|unserialize_\w{3,30}|arg_separator\.\w{3,10}|default_charset|variables_order|user_ini\.\w{3,20}|mail\.\w{3,30})\s{0,3}=\s{0,3}\S/i,
    score: 4,
    reason: 'a setting of PHP',
    needs: has.equals,
  },
]);
const mayBePhp = has.angle | has.bracket | has.brace | has.dollar | has.equals;

/** Code of PHP: its tags, variables, settings, and calls of what it can do, however they are put together. */
export function phpCode(text: string, classes: number): Hit | undefined {
  let hit = classes & mayBePhp ? worstMatch(text, patterns, classes) : undefined;
  // `${'a'}` between back-ticks is a template string of JavaScript.
  if (hit?.reason === byItsName && text.includes('`')) hit = { ...hit, score: 3 };
  if (hit?.score === 5 || !(classes & has.paren)) return hit;
  if (hit?.score === 4) return hit;
  return [calls(text), single(text), variableCall(text), disguisedName(text), hit]
    .filter((each) => each !== undefined)
    .sort((a, b) => b.score - a.score)[0];
}
