import { has } from '../characters.js';
import { defineDetector, worse, type Hit } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';
import { phpCode } from '../php.js';
import { isProse } from '../prose.js';

const patterns = definePatterns([
  {
    pattern: /<!--\s{0,5}#\s{0,5}(?:exec|include|echo|config|printenv|set|flastmod|fsize|if)\b/i,
    score: 5,
    reason: 'a server-side include',
    needs: has.angle | has.hash,
  },
  {
    pattern:
      /\brequire\s{0,3}\(\s{0,3}["'`](?:node:)?(?:child_process|fs|net|https?|os|vm|cluster|dns|module|worker_threads)["'`]\s{0,3}\)\s{0,3}[.[]/i,
    score: 5,
    reason: 'a module of Node.js',
    needs: has.paren,
  },
  {
    pattern: /\brequire\s{0,3}\(\s{0,3}["'`](?:node:)?child_process["'`]/i,
    score: 4,
    reason: 'a module of Node.js',
    needs: has.paren,
  },
  {
    pattern: /\bimport\s{0,3}\(\s{0,3}["'`](?:node:)?(?:child_process|fs|net|os|vm)["'`]/i,
    score: 4,
    reason: 'a module of Node.js',
    needs: has.paren,
  },
  {
    pattern:
      /\bprocess\s{0,3}(?:\.\s{0,3}|\[\s{0,3}["'`]?)(?:mainModule|binding\b|kill\s{0,3}\(|dlopen)|\bglobal\.process\b/i,
    score: 4,
    reason: 'the process of Node.js',
    needsOne: has.dot | has.bracket,
  },
  {
    pattern: /\b(?:execSync|spawnSync|execFileSync)\s{0,3}\(\s{0,3}["'`]/i,
    score: 4,
    reason: 'the process of Node.js',
    needs: has.paren,
  },
  {
    pattern: /\.\s{0,3}constructor\s{0,3}(?:\.\s{0,3}constructor|\(\s{0,3}["'`])|\bconstructor:constructor\b/,
    score: 4,
    reason: 'a way to the constructor of functions',
    needsOne: has.dot | has.colon,
  },
  {
    pattern: /\$\d:(?:constructor|__proto__|Module):|:_response:/,
    score: 4,
    reason: 'a reference of React into itself',
    needs: has.colon,
  },
  {
    pattern:
      /\b__import__\s{0,3}\(\s{0,3}["']|\bimport\s{1,3}os\s{0,3};|\bos\.(?:system|popen|exec\w{0,3})\s{0,3}\(|\bsubprocess\.(?:call|run|Popen|check_output|getoutput)\s{0,3}\(|\b(?:exec|eval|compile)\s{0,3}\(\s{0,3}["'](?:import|__import__|open)/i,
    score: 5,
    reason: 'code of Python',
    needs: has.paren,
  },
  {
    pattern:
      /\b(?:Kernel|IO|Process|Open3)\.(?:exec|system|popen|spawn|capture\w{0,4})\s{0,3}[("'`]|%x[({[]|\binstance_eval\s{0,3}[({]|\bFile\.(?:read|open)\s{0,3}\(\s{0,3}["']\//i,
    score: 4,
    reason: 'code of Ruby',
    needsOne: has.dot | has.percent | has.brace,
  },
  {
    pattern:
      /<%@?\s{0,5}(?:page|import|Response\.|Execute|eval|CreateObject|Server\.|Request)|\beval\s{0,3}\(?\s{0,3}Request\b|\bResponse\.Write\b/i,
    score: 4,
    reason: 'code of a server page',
    needs: has.paren,
  },
  {
    pattern: /\bnew\s{1,5}(?:Function|java\.|ActiveXObject|Socket|ProcessBuilder)\s{0,3}[(.]/,
    score: 4,
    reason: 'code that runs things',
    needs: has.blank,
  },
  {
    pattern:
      /\bString\.format\s{0,3}\(.{0,40}Runtime|\bThread\.sleep\s{0,3}\(|\bSystem\.(?:exit|getProperty|getenv)\s{0,3}\(/i,
    score: 4,
    reason: 'code of Java',
    needs: has.paren,
  },
]);

const shortest = 120;
/** A value that is nothing but this: in programs it stands among other lines. */
const wholes = definePatterns([
  {
    pattern: /^[\s;]{0,4}while\s{0,3}\([^\n]{1,60}\)\s{0,3}(?:;|\{\s{0,3}\})?\s{0,3}$/i,
    score: 4,
    reason: 'a loop without an end',
  },
  {
    pattern:
      /(?:^|;)\s{0,3}(?:do\s{0,3}\{[^\n]{0,60}\}\s{0,3}while|for\s{0,3}\(\s{0,3};\s{0,3};\s{0,3}\))\s{0,3}[({]?/i,
    score: 4,
    reason: 'a loop without an end',
  },
  {
    pattern:
      /^\s{0,4}(?:console\s{0,3}(?:\.\s{0,3}\w{2,14}\s{0,3}\.\s{0,3}(?:call|apply)|\[["'`]\w{2,14}["'`]\])\s{0,3}\(|console\s{0,3}\.\s{0,3}\w{2,14}\s{0,3}\(\s{0,3}\d[\d*+\s]{0,10}\)|process(?:\.\s{0,3}env\b|\[\s{0,3}["'`]?[a-z])|require\[|module\.exports\s{0,3}=|__js_function)/i,
    score: 4,
    reason: 'code of Node.js',
  },
  {
    pattern:
      /^[\s;'"+.,]{0,6}\(\s{0,4}(?:async\s{1,4})?(?:function\s{0,3}\w{0,20}\s{0,3}\([^)\n]{0,40}\)\s{0,3}\{[^\n]{1,90}\}|\([^)\n]{0,40}\)\s{0,3}=>[^\n]{1,90})\s{0,3}\)?\s{0,3}\(/,
    score: 4,
    reason: 'a function that is called at once',
  },
  {
    pattern: /\bres(?:ponse)?\.(?:end|send|write)\s{0,3}\(\s{0,3}(?:require|process|fs\.|global)/i,
    score: 4,
    reason: 'code of Node.js',
  },
]);

/** A stack trace names functions and runs none. */
function isTrace(text: string): boolean {
  return /\bat\s[^\n]{1,120}:\d+:\d+|Traceback \(most recent call last\)|\n[ \t]{1,20}at /.test(text);
}

/** CWE-94, CWE-95, CWE-97. Code of PHP, Node.js, Python, Ruby, Java and server pages where a value should stand. */
export default defineDetector({
  id: 'code',
  title: 'Code injection',
  cwe: [94, 95, 97],
  version: 2,
  needs: has.paren | has.angle | has.dollar | has.equals | has.bracket,
  detect(text, _part, classes = -1): Hit | undefined {
    let hit = worse(worstMatch(text, patterns, classes), phpCode(text, classes));
    if (text.length <= shortest && !isProse(text)) hit = worse(hit, worstMatch(text, wholes));
    return hit && isTrace(text) ? { ...hit, score: 2 } : hit;
  },
});
