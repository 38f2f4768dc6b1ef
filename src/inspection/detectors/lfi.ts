import { has } from '../characters.js';
import { defineDetector, worse, type Hit, type Part, type Score } from '../detector.js';
import { isProse } from '../prose.js';

/** Files that nobody names to an API honestly, as the end of a path. */
const sensitive =
  /(?:^|[/\\"'\s=:(])(?:etc[/\\](?:passwd|shadow|group|gshadow|hosts|hostname|issue|motd|fstab|crontab|mtab|services|protocols|inittab|os-release|lsb-release|exports|nsswitch\.conf|environment|sudoers|profile|resolv\.conf|(?:ssh|apache2?|httpd|nginx|mysql|php\d*|my\.cnf|redis|security|cron\.d|pam\.d|init\.d|sysconfig)(?:[/\\]|\b))|proc[/\\](?:self|version|cpuinfo|meminfo|interrupts|filesystems|modules|mounts|partitions|stat|swaps|uptime|net|cmdline|sys|kcore|config\.gz|sched_debug|\d+)[/\\]?|sys[/\\](?:class|kernel|devices|block|bus|firmware|module|fs)\b|tmp[/\\]sess_\w|var[/\\](?:log|mail|spool|www)[/\\]|root[/\\]\.|home[/\\][^/\\\s]{1,40}[/\\]\.|windows[/\\](?:win\.ini|system32|system\.ini|repair|php\.ini|iis)|winnt[/\\]|boot\.ini|web-inf[/\\]|meta-inf[/\\]|inetpub[/\\]|usr[/\\]local[/\\](?:etc|apache|php)|(?:^|[/\\])c\$[/\\]|ntuser\.dat|opt[/\\]lampp)/i;
/** Files that are sensitive wherever they are. */
const leaf =
  /(?:^|[/\\])(?:\.(?:claude|cursor|continue|aider|roo|zed|cline|kiro|windsurf|rovodev|codex|opencode|a0proj|plandex|fabric|n8n|junie|kube|docker|gnupg|azure|terraform\.d|vscode|idea|svn|hg|bzr|git|ssh|aws)[/\\]|\.(?:aiignore|cursorignore|netrc|pgpass|my\.cnf|mysql_history|psql_history|python_history|zsh_history|sh_history|history|profile|bash_profile|zshrc|viminfo|boto|s3cfg|git-credentials|pypirc)|wp-content[/\\](?:debug|errors?)\.log|\.htaccess|\.htpasswd|\.env(?:\.[a-z]+)?|\.git[/\\](?:config|head|index)|\.svn[/\\]entries|\.ssh[/\\]|\.aws[/\\]credentials|\.bash_history|\.bashrc|\.npmrc|\.dockercfg|id_[dr]sa|wp-config\.php|web\.config|win\.ini|boot\.ini|config\.inc\.php|database\.yml|\.ds_store|(?:backup|dump|database|db|data)\.(?:sql|bak|tar)(?:\.(?:zip|gz|bz2|7z))?|[\w-]{1,30}\.sql\.(?:zip|gz|bz2|7z))(?:$|[\0?#;.\s]|(?<=[/\\]))/i;
const wrapper =
  /(?:^|["'=(\s])(?:php:\/\/(?:filter|input|output|stdin|stdout|stderr|fd|memory|temp)|expect:\/\/|phar:\/\/|zip:\/\/|compress\.(?:zlib|bzip2):\/\/|glob:\/\/|data:\/\/text|ogg:\/\/|rar:\/\/|ssh2\.|file:\/{2,3}(?:localhost\/)?[a-z/%])/i;
/** What some servers fold to a slash. */
const slashes = /[\u2044\u2215\u2216\uff0f\uff3c]/g;
/** A step up, as servers that normalise loosely read it. */
const stepUp = /(?:^|[/\\"'=:;(\s])(?:\.{2,3}(?:;[^/\\\s]{0,20})?(?:\/|\\)+|\.\.(?:%2f|%5c)|\.{2,4}[/\\]{2,})/gi;
const mostSteps = 12;

function stepsUp(text: string): { count: number; offset: number } {
  let count = 0;
  let offset = -1;
  stepUp.lastIndex = 0;
  for (let found = stepUp.exec(text); found && count < mostSteps; found = stepUp.exec(text)) {
    if (offset < 0) offset = found.index;
    count++;
    // The separator that ends one step begins the next.
    stepUp.lastIndex = Math.max(found.index + 1, stepUp.lastIndex - 1);
  }
  return { count, offset };
}

function scoreOfSteps(text: string, count: number, part: Part): Score {
  const isTelling =
    sensitive.test(text) || leaf.test(text) || text.includes('\0') || /\.\.;[^/\\\s]{0,20}[/\\]|%00/.test(text);
  const isPathLike = !/\s\S{1,40}\s\S{1,40}\s/.test(text);
  if (!isPathLike) return isTelling || count > 2 ? 4 : 2;
  if (isTelling || count > 2) return 5;
  // The name of a file goes up nowhere, and `..\` is how somebody writes who tries.
  const isFile = part.in === 'file' || part.in === 'path' || part.name === 'filename';
  return count === 2 || isFile || /(?:^|[/\\])\.\.\\/.test(text) ? 4 : 2;
}

function judgeSteps(text: string, part: Part): Hit | undefined {
  const { count, offset } = stepsUp(text);
  if (count === 0) return undefined;
  return {
    score: scoreOfSteps(text, count, part),
    offset,
    length: Math.min(text.length - offset, 80),
    reason: `${count} step${count > 1 ? 's' : ''} up the folders`,
  };
}

/** A path that is the whole value is asked for; inside a sentence it is talked about. */
function judgeFile(text: string): Hit | undefined {
  const found = sensitive.exec(text) ?? leaf.exec(text);
  if (!found) return undefined;
  const isWhole = !/\s/.test(text.trim());
  return { score: isWhole ? 4 : 2, offset: found.index, length: found[0].length, reason: 'a file of the system' };
}

function judgeWrapper(text: string): Hit | undefined {
  const found = wrapper.exec(text);
  if (!found) return undefined;
  const isNamed = found.index > 0 && /file:/i.test(found[0]) && (text.includes('\n') || isProse(text));
  return {
    score: isNamed ? 3 : found.index === 0 ? 5 : 4,
    offset: found.index,
    length: found[0].length,
    reason: 'a stream wrapper',
  };
}

const remoteScript =
  /^\s{0,4}(?:https?|ftps?):\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]?)(?::\d{1,5})?\/\S{0,200}\.(?:php\d?|phtml|asp|aspx|jsp|txt|sh|pl|py|cgi|exe|jar)\??\s{0,4}$/i;
const cutAddress = /^\s{0,4}(?:https?|ftps?):\/\/[^\s?#]{3,200}\?{1,2}\s{0,4}$/i;
const pathName = /absolute_path|root_path|base_?path|include_?(?:path|file)|\[path\]|doc(?:ument)?_?root/;

/** A script on somebody's machine, or an address that cuts off what is put behind it: it is to be included. */
function judgeRemote(text: string, part: Part): Hit | undefined {
  if (!/^\s{0,4}(?:https?|ftps?):\/\//i.test(text)) return undefined;
  const reason = 'a file of another machine';
  const isRemote = remoteScript.test(text) || cutAddress.test(text) || pathName.test(part.name);
  return isRemote ? { score: 4, offset: 0, length: text.length, reason } : undefined;
}

/** CWE-22, CWE-98. Steps up the folders, files of the system, and stream wrappers. */
export default defineDetector({
  id: 'lfi',
  title: 'Path traversal and file inclusion',
  cwe: [22, 98],
  version: 2,
  needs: has.slash | has.backslash | has.percent | has.nonAscii,
  detect(received, part) {
    const text = received.replace(slashes, '/');
    const hit = worse(worse(judgeSteps(text, part), judgeWrapper(text)), judgeFile(text));
    return hit?.score === 5 ? hit : worse(hit, judgeRemote(text, part));
  },
});
