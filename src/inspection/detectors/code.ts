import { has } from '../characters.js';
import { defineDetector, type Hit } from '../detector.js';
import { worstMatch, type Pattern } from '../patterns.js';

const phpFunctions =
  'phpinfo|system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|assert|create_function|call_user_func(?:_array)?|eval|base64_decode|gzinflate|gzuncompress|str_rot13|file_get_contents|file_put_contents|fopen|readfile|show_source|highlight_file|move_uploaded_file|move_uploaded_file|include_once|require_once|preg_replace|array_map|array_filter|usort|ob_start|register_shutdown_function|unserialize|ini_set|ini_get|putenv|getenv|chr|scandir|opendir|glob|unlink|rename|copy|mkdir|chmod|symlink|curl_exec|fsockopen|mail|var_dump|print_r|extract|parse_str|dl|posix_\\w{2,20}|apache_\\w{2,20}|stream_\\w{2,30}|simplexml_load_\\w{2,10}';

const patterns: readonly Pattern[] = [
  { pattern: /<\?(?:php|=|\s)/i, score: 5, reason: 'code of PHP' },
  { pattern: /<script[^>]{0,60}language\s{0,3}=\s{0,3}["']?php/i, score: 5, reason: 'code of PHP' },
  {
    pattern: /<!--\s{0,5}#\s{0,5}(?:exec|include|echo|config|printenv|set|flastmod|fsize|if)\b/i,
    score: 5,
    reason: 'a server-side include',
  },
  {
    pattern:
      /\brequire\s{0,3}\(\s{0,3}["'`](?:child_process|fs|net|http|https|os|vm|cluster|dns|process|module|worker_threads)["'`]/i,
    score: 5,
    reason: 'a module of Node.js',
  },
  {
    pattern:
      /\bprocess\s{0,3}\.\s{0,3}(?:mainModule|binding|env\b|exit\s{0,3}\(|kill\s{0,3}\(|dlopen)|global\.process|child_process|\b(?:execSync|spawnSync|execFile)\s{0,3}\(/i,
    score: 4,
    reason: 'the process of Node.js',
  },
  {
    pattern:
      /\b__import__\s{0,3}\(\s{0,3}["']|\bimport\s{1,3}os\s{0,3};|\bos\.(?:system|popen|exec\w{0,3})\s{0,3}\(|\bsubprocess\.(?:call|run|Popen|check_output|getoutput)\s{0,3}\(|\b(?:exec|eval|compile)\s{0,3}\(\s{0,3}["'](?:import|__import__|open)/i,
    score: 5,
    reason: 'code of Python',
  },
  {
    pattern:
      /\b(?:Kernel|IO|Process|Open3)\.(?:exec|system|popen|spawn|capture\w{0,4})\s{0,3}[("'`]|%x[({\[]|\binstance_eval\b|\bFile\.(?:read|open)\s{0,3}\(\s{0,3}["']\//i,
    score: 4,
    reason: 'code of Ruby',
  },
  {
    pattern: /\$(?:_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|SESSION|ENV)|GLOBALS|HTTP_\w{3,20}_VARS)\b/,
    score: 4,
    reason: 'a variable of PHP',
  },
  {
    pattern: new RegExp(
      `(?:^|[;\\s=@!({,."'|&])@?(?:${phpFunctions})\\s{0,5}(?:/\\*[^*]{0,40}\\*/\\s{0,3})?\\(\\s{0,5}(?:["'$@\\\\]|base64|chr|array|__|\\d|[a-z_]{2,30}\\s{0,3}\\()`,
      'i',
    ),
    score: 4,
    reason: 'a call of PHP',
  },
  {
    pattern:
      /\$\{\s{0,3}@?(?:phpinfo|system|exec|eval|print|passthru|assert)\s{0,3}\(|\{\s{0,3}\$\{\s{0,3}@?\w{2,30}\s{0,3}\(/i,
    score: 5,
    reason: 'a call of PHP in a string',
  },
  {
    pattern:
      /\b(?:allow_url_(?:include|fopen)|auto_(?:prepend|append)_file|disable_functions|open_basedir|safe_mode|suhosin\.simulation|display_errors|cgi\.force_redirect|cgi\.redirect_status_env|short_open_tag|register_globals|session\.\w{3,30}|extension_dir|sendmail_path|error_log|assert\.callback)\s{0,3}=\s{0,3}\S/i,
    score: 4,
    reason: 'a setting of PHP',
  },
  {
    pattern:
      /\(\s{0,3}["'](?:sys["'.\s]{0,8}tem|ex["'.\s]{0,8}ec|php["'.\s]{0,8}info|pass["'.\s]{0,8}thru|shell["'.\s_]{0,8}exec)["']\s{0,3}\)\s{0,3}\(/i,
    score: 5,
    reason: 'a function of PHP by its name',
  },
  {
    pattern: /\$\w{0,20}\s{0,3}\(\s{0,3}["'$]|\$\{?["']?\w{1,30}["']?\}?\s{0,3}\(\s{0,3}\$_/,
    score: 3,
    reason: 'a function of PHP by a variable',
  },
  {
    pattern:
      /<%@?\s{0,5}(?:page|import|Response\.|Execute|eval|CreateObject|Server\.|Request)|\beval\s{0,3}\(?\s{0,3}Request\b|\bResponse\.Write\s{0,3}\(?/i,
    score: 4,
    reason: 'code of a server page',
  },
  {
    pattern: /\bnew\s{1,5}(?:Function|java\.|ActiveXObject|Socket|ProcessBuilder)\s{0,3}[(.]/,
    score: 4,
    reason: 'code that runs things',
  },
  {
    pattern:
      /\bString\.format\s{0,3}\(.{0,40}Runtime|\bThread\.sleep\s{0,3}\(|\bSystem\.(?:exit|getProperty|getenv)\s{0,3}\(/i,
    score: 4,
    reason: 'code of Java',
  },
];

/** A stack trace names functions and runs none. */
function isTrace(text: string): boolean {
  return /\bat\s[^\n]{1,120}:\d+:\d+|Traceback \(most recent call last\)|\n\s+at\s/.test(text);
}

/** CWE-94, CWE-95, CWE-97. Code of PHP, Node.js, Python, Ruby, Java and server pages where a value should stand. */
export default defineDetector({
  id: 'code',
  title: 'Code injection',
  cwe: [94, 95, 97],
  version: 1,
  needs: has.paren | has.angle | has.dollar | has.equals,
  detect(text): Hit | undefined {
    const hit = worstMatch(text, patterns);
    return hit && isTrace(text) ? { ...hit, score: 2 } : hit;
  },
});
