import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { worstMatch, type Pattern } from '../patterns.js';

const objects =
  '(?:__class__|__mro__|__subclasses__|__globals__|__builtins__|__init__|__import__|request\\s{0,3}[.|[]|self\\s{0,3}[.[]_|config\\s{0,3}[.[]|cycler|joiner|lipsum|namespace\\s{0,3}\\(|get_flashed_messages|url_for|constructor|process\\.|global\\.|root\\.process|require\\s{0,3}\\(|\\bjava\\.|runtime|getclass|forname|classloader|new\\s{1,5}java|T\\s{0,3}\\(|#rt|#a\\b|#this|@java|@ognl|#_memberaccess|#context|execute|freemarker|system\\s{0,3}\\(|exec\\s{0,3}\\(|popen|eval\\s{0,3}\\(|phpinfo|_self\\.|app\\.request|\\$smarty|range\\.constructor)';
const opening =
  '(?:\\{\\{|\\{%|\\$\\{|#\\{|<%|@\\(|\\*\\{|%\\{|\\{#|\\[\\[|~\\{|@\\{|\\$\\{\\{|\\{php\\}|\\{if\\b|\\{\\$)';

const patterns: readonly Pattern[] = [
  {
    pattern: new RegExp(`${opening}[^\\n]{0,200}?${objects}`, 'i'),
    score: 5,
    reason: 'an object of the template engine',
  },
  {
    pattern:
      /(?:\{\{|\$\{|#\{|<%=?|@\(|\*\{|%\{|\{%|\{\$?)-?\s{0,5}["']?\d{1,12}["']?\s{0,3}[*+/-]\s{0,3}["']?\d{1,12}["']?\s{0,5}(?:\}|%>|\)|%\})/,
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
  },
  {
    pattern:
      /\{\{[^{}\n]{0,80}(?:\|\s{0,3}(?:attr|map|join|safe|system|exec|passthru|filter|reduce|sort)\b|\(\s{0,3}["'][^"']{0,80}["']\s{0,3}\)|\[\s{0,3}["']_)[^{}\n]{0,80}/i,
    score: 4,
    reason: 'a call in a template',
  },
  {
    pattern: /<%[=@!]?\s{0,5}(?:[\w.]{1,40}\s{0,3}\(|import|include|page|system|eval|`|File|IO\.|Dir|ENV)/i,
    score: 4,
    reason: 'code in a server page',
  },
  {
    pattern:
      /\(\s{0,3}#\w{1,30}\s{0,3}=|\bmultipart\/form-data[^\n]{0,20}%\{|redirect:\s{0,3}[$%]\{|action:\s{0,3}[$%]\{/i,
    score: 5,
    reason: 'an expression of OGNL',
  },
  {
    pattern:
      /\$\{\s{0,3}(?:\(|["'][^"'}]{0,40}["']\s{0,3}\.|\w{1,30}\.getClass|pageContext|session(?:Scope)?\.|applicationScope|param\.)/i,
    score: 4,
    reason: 'an expression of a server page',
  },
  {
    pattern: /#\{\s{0,3}(?:session|application|request|facesContext|`|%x|system|IO\.)/i,
    score: 4,
    reason: 'an expression of a server page',
  },
];

/** CWE-94, CWE-917, CWE-1336. Expressions of template engines that calculate or reach for objects. */
export default defineDetector({
  id: 'ssti',
  title: 'Template and expression injection',
  cwe: [94, 917, 1336],
  version: 1,
  needs: has.brace | has.angle | has.hash | has.dollar | has.at,
  detect: (text) => worstMatch(text, patterns),
});
