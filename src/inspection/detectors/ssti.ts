import { has } from '../characters.js';
import { defineDetector, type Hit } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const objects =
  '(?:__(?:class|mro|bases?|subclasses|globals|builtins|init|import|getattribute)__' +
  '|request\\s{0,3}(?:\\.\\s{0,3}(?:application|environ|args|cookies|headers|values|form|get|class|__)|[|[])' +
  '|self\\s{0,3}[.[]_|config\\s{0,3}(?:\\.\\s{0,3}(?:items|from|get|secret|[A-Z_]{6,30}\\b)|\\[|\\}\\}|\\|)' +
  '|(?:cycler|joiner|lipsum|url_for|get_flashed_messages)\\s{0,3}[.|[]|namespace\\s{0,3}\\(' +
  '|constructor\\s{0,3}[.([]|\\.constructor\\b|process\\.(?:mainmodule|binding|env\\b|exit|kill|dlopen)|global\\.process|root\\.process|require\\s{0,3}\\(' +
  '|\\bjava\\.|getruntime|runtime\\.|getclass|forname|classloader|new\\s{1,5}java|\\bT\\s{0,3}\\(\\s{0,3}[\\w.]' +
  '|#rt\\b|#a\\b|#this|@java|@ognl|#_memberaccess|#context|utility\\.execute|freemarker\\.' +
  '|\\b(?:system|exec|shell_exec|passthru|eval|popen|proc_open)\\s{0,3}\\(|phpinfo|_self\\.|app\\.request' +
  '|\\$smarty|range\\.constructor|system\\.diagnostics)';
const opening = '(?:\\{\\{|\\{%|\\$\\{|#\\{|<%|@\\(|\\*\\{|%\\{|\\{#|\\[\\[|~\\{|@\\{|\\$\\{\\{|\\{if\\b|\\{\\$)';

const objectPattern = new RegExp(objects, 'gi');
const openingPattern = new RegExp(opening);
/** Characters between an opening and what it reaches for. */
const reach = 200;
const mostObjects = 24;

/** An object of the engine inside an expression: the object is found first, so that many openings cost nothing. */
function objectInside(text: string): Hit | undefined {
  if (!openingPattern.test(text)) return undefined;
  objectPattern.lastIndex = 0;
  for (let count = 0; count < mostObjects; count++) {
    const found = objectPattern.exec(text);
    if (!found) return undefined;
    const before = text.slice(Math.max(0, found.index - reach), found.index);
    const from = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('}')) + 1;
    const opened = openingPattern.exec(before.slice(from));
    if (!opened) continue;
    const offset = found.index - before.length + from + opened.index;
    const length = found.index + found[0].length - offset;
    return { score: 5, offset, length, reason: 'an object of the template engine' };
  }
  return undefined;
}

const patterns = definePatterns([
  {
    pattern:
      /(?:(?:\{\{=?|\$\{|#\{|<%=?|@\(|\*\{|~\{|%\{|\{%|\{\$)-?\s{0,5}["']?\d{1,12}["']?\s{0,3}[*+/-]|\{\s{0,5}\d{1,12}\s{0,3}\*)\s{0,3}["']?\d{1,12}["']?\s{0,5}(?:\}|%>|\)|%\})/,
    score: 5,
    reason: 'a calculation in a template',
  },
  {
    pattern:
      /<#(?:assign|if|list|import|include)\b|<@\w{1,30}|#set\s{0,3}\(\s{0,3}\$|\$\{?"[^"]{0,60}"\?(?:new|eval|api)|\?new\s{0,3}\(/i,
    score: 5,
    reason: 'a directive of a template',
  },
  {
    pattern:
      /\{%-?\s{0,5}(?:for|if|set|import|include|extends|block|macro|call|filter|raw|with|debug|load|do)\b[^%]{0,120}%\}/i,
    score: 4,
    reason: 'a statement of a template',
    needs: has.brace | has.percent,
  },
  {
    pattern:
      /\{\{[^{}\n]{0,80}(?:\|\s{0,3}(?:attr|map|join|safe|system|exec|passthru|filter|reduce|sort)\b|\(\s{0,3}["'][^"']{0,80}["']\s{0,3}\)|\[\s{0,3}["']_)[^{}\n]{0,80}/i,
    score: 4,
    reason: 'a call in a template',
    needs: has.brace,
  },
  {
    pattern: /<%[=@!]?\s{0,5}(?:[\w.]{1,40}\s{0,3}\(|import|include|page|system|eval|`|File|IO\.|Dir|ENV)/i,
    score: 4,
    reason: 'code in a server page',
    needs: has.angle | has.percent,
  },
  {
    pattern:
      /\(\s{0,3}#\w{1,30}\s{0,3}=|\bmultipart\/form-data[^\n]{0,20}%\{|redirect:\s{0,3}[$%]\{|action:\s{0,3}[$%]\{/i,
    score: 5,
    reason: 'an expression of OGNL',
  },
  {
    pattern:
      /\$\{\s{0,3}(?:\(|@\w{2,30}\s{0,3}\(|["'][^"'}]{0,40}["']\s{0,3}\.|\w{1,30}\.getClass|pageContext|session(?:Scope)?\.|applicationScope|param\.)/i,
    score: 4,
    reason: 'an expression of a server page',
  },
  {
    pattern: /#\{\s{0,3}(?:session|application|request|facesContext|`|%x|system|IO\.)/i,
    score: 4,
    reason: 'an expression of a server page',
  },
  {
    pattern:
      /\{(?:\/?php\}|\$smarty\b|(?:system|exec|passthru|shell_exec|eval|phpinfo|fetch|include_php)\s{0,3}[(\s]\s{0,3}["'(])/i,
    score: 4,
    reason: 'a call of Smarty',
    needs: has.brace,
  },
  {
    pattern: /@[({]\s{0,3}(?:System|Microsoft|typeof|Activator|Assembly|Process|new)\b[.(\s]/,
    score: 4,
    reason: 'an expression of Razor',
    needs: has.at,
  },
]);

/** CWE-94, CWE-917, CWE-1336. Expressions of template engines that calculate or reach for objects. */
export default defineDetector({
  id: 'ssti',
  title: 'Template and expression injection',
  cwe: [94, 917, 1336],
  version: 1,
  needs: has.brace | has.angle | has.hash | has.dollar | has.at,
  detect: (text, _part, classes) => objectInside(text) ?? worstMatch(text, patterns, classes),
});
