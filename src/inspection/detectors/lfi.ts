import { has } from '../characters.js';
import { defineDetector, worse, type Hit, type Part, type Score } from '../detector.js';

/** Files that nobody names to an API honestly, as the end of a path. */
const sensitive =
  /(?:^|[/\\"'\s=:(])(?:etc[/\\](?:passwd|shadow|group|gshadow|hosts|hostname|issue|motd|fstab|crontab|sudoers|profile|resolv\.conf|(?:ssh|apache2?|httpd|nginx|mysql|php\d*|my\.cnf|redis|security|cron\.d|pam\.d|init\.d|sysconfig)(?:[/\\]|\b))|proc[/\\](?:self|version|cpuinfo|mounts|net|cmdline|\d+)[/\\]?|var[/\\](?:log|mail|spool|www)[/\\]|root[/\\]\.|home[/\\][^/\\\s]{1,40}[/\\]\.|windows[/\\](?:win\.ini|system32|system\.ini|repair|php\.ini|iis)|winnt[/\\]|boot\.ini|web-inf[/\\]|meta-inf[/\\]|inetpub[/\\]|usr[/\\]local[/\\](?:etc|apache|php|bin)|opt[/\\]lampp)/i;
/** Files that are sensitive wherever they are. */
const leaf =
  /(?:^|[/\\])(?:\.htaccess|\.htpasswd|\.env(?:\.[a-z]+)?|\.git[/\\](?:config|head|index)|\.svn[/\\]entries|\.ssh[/\\]|\.aws[/\\]credentials|\.bash_history|\.bashrc|\.npmrc|\.dockercfg|id_[dr]sa|wp-config\.php|web\.config|win\.ini|boot\.ini|config\.inc\.php|database\.yml|\.ds_store)(?:$|[\0?#;.\s])/i;
const wrapper =
  /(?:^|["'=(\s])(?:php:\/\/(?:filter|input|fd|memory|temp)|expect:\/\/|phar:\/\/|zip:\/\/|compress\.(?:zlib|bzip2):\/\/|glob:\/\/|data:\/\/text|ogg:\/\/|rar:\/\/|ssh2\.|file:\/{2,3}(?:localhost\/)?[a-z/%])/i;
/** A step up, as servers that normalise loosely read it. */
const stepUp =
  /(?:^|[/\\"'=:;(\s])(?:\.{2,3}(?:;[^/\\]{0,20})?(?:\/|\\)+|\.\.(?:%2f|%5c)|\.{2,4}[/\\]{2,}|\.\.[\u2215\u2216\u2044\uff0f\uff3c])/gi;
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

function judgeSteps(text: string, part: Part): Hit | undefined {
  const { count, offset } = stepsUp(text);
  if (count === 0) return undefined;
  const target = sensitive.test(text) || leaf.test(text) || /\0|\.\.;|%00/.test(text);
  const isPathLike = !/\s\S+\s\S+\s/.test(text);
  const score: Score =
    target || (count > 2 && isPathLike)
      ? 5
      : count > 2
        ? 4
        : count === 2 && isPathLike
          ? 4
          : part.in === 'path'
            ? 4
            : 2;
  return {
    score,
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
  return { score: found.index === 0 ? 5 : 4, offset: found.index, length: found[0].length, reason: 'a stream wrapper' };
}

/** CWE-22, CWE-98. Steps up the folders, files of the system, and stream wrappers. */
export default defineDetector({
  id: 'lfi',
  title: 'Path traversal and file inclusion',
  cwe: [22, 98],
  version: 1,
  needs: has.slash | has.backslash | has.percent | has.nonAscii,
  detect(text, part) {
    return worse(worse(judgeSteps(text, part), judgeWrapper(text)), judgeFile(text));
  },
});
