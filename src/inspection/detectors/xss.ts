import { has, isBlankCode } from '../characters.js';
import { defineDetector, worse, type Hit, type Score } from '../detector.js';
import { worstMatch, type Pattern } from '../patterns.js';

/** Tags that run or load something by themselves. */
const running = new Set([
  'script',
  'iframe',
  'object',
  'embed',
  'applet',
  'frame',
  'frameset',
  'isindex',
  'xml',
  'vmlframe',
]);
/** Tags that do so with the right attribute. */
const tags = new Set(
  (
    'a abbr audio animate animatetransform base bgsound blink body br button canvas center details div dialog div em ' +
    'feimage font form h1 h2 h3 handler head html hr image img input keygen label layer li link listener main map ' +
    'marquee math menu meta noscript option p param picture plaintext portal pre progress select set slot source ' +
    'span strong style svg table tbody td template textarea th title tr track u ul use video xss'
  ).split(' '),
);
const urlAttribute =
  /^(?:href|src|action|formaction|xlink:href|data|srcdoc|background|poster|dynsrc|lowsrc|code|codebase|content|to|from|values|ping|manifest|classid|profile|cite|longdesc|usemap|style)$/;
const longestTag = 1_200;

function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 58 ||
    code === 95
  );
}

/** Without the blanks and control characters that browsers leave out of a scheme. */
function schemeOf(text: string, start: number): string {
  let scheme = '';
  for (let i = start; i < text.length && i < start + 80 && scheme.length < 16; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 39 || code === 34) continue;
    scheme += text[i]!.toLowerCase();
    if (code === 58) return scheme;
  }
  return '';
}

function isScriptUrl(text: string, start: number): boolean {
  const scheme = schemeOf(text, start);
  if (scheme === 'javascript:' || scheme === 'vbscript:' || scheme === 'livescript:' || scheme === 'mocha:')
    return true;
  return (
    scheme === 'data:' &&
    /^['"\s]*data:\s*(?:text\/html|image\/svg|text\/xml|application\/x)/i.test(text.slice(start, start + 60))
  );
}

interface Attribute {
  readonly name: string;
  readonly valueStart: number;
}

/** Attributes of a tag from `start`, browsers' way: blanks, slashes and quotes part them. Stops at `>` or 1,200 on. */
function* attributesOf(text: string, start: number): Generator<Attribute> {
  const end = Math.min(text.length, start + longestTag);
  for (let i = start; i < end;) {
    if (text[i] === '>') return;
    if (!isNameCode(text.charCodeAt(i))) {
      i++;
      continue;
    }
    const nameStart = i;
    while (i < end && isNameCode(text.charCodeAt(i))) i++;
    const name = text.slice(nameStart, i).toLowerCase();
    let at = i;
    while (at < end && (isBlankCode(text.charCodeAt(at)) || text.charCodeAt(at) < 32)) at++;
    if (text[at] !== '=') continue;
    at++;
    while (at < end && isBlankCode(text.charCodeAt(at))) at++;
    yield { name, valueStart: at };
    const quote = text[at];
    const close = quote === '"' || quote === "'" || quote === '`' ? text.indexOf(quote, at + 1) : -1;
    i = close > 0 && close < end ? close + 1 : at + 1;
  }
}

function isHandler(name: string): boolean {
  return /^on[a-z]{3,}$/.test(name) || /^(?:v-on|ng-(?:focus|click|init|mouseover)|x-on)(?::|$)/.test(name);
}

function dangerousAttribute(text: string, start: number): string | undefined {
  for (const { name, valueStart } of attributesOf(text, start)) {
    if (isHandler(name)) return 'an event handler in a tag';
    if (name === 'srcdoc') return 'a document in an attribute';
    if (urlAttribute.test(name) && isScriptUrl(text, valueStart)) return 'a script address in an attribute';
    const value = text.slice(valueStart, valueStart + 300);
    if (name === 'style' && /expression\s*\(|behaviou?r\s*:|-moz-binding|javascript\s*:|@import/i.test(value))
      return 'a script in a style';
    if (name === 'http-equiv' && /^['"]?\s*(?:refresh|set-cookie|content-security)/i.test(value))
      return 'a redirecting meta tag';
    if ((name === 'attributename' || name === 'rel') && /^['"]?\s*(?:href|xlink|on|import|stylesheet)/i.test(value))
      return 'a tag that changes others';
  }
  return undefined;
}

function judgeTag(text: string, open: number): Hit | undefined {
  let i = open + 1;
  while (i < text.length && (text.charCodeAt(i) <= 32 || text[i] === '/')) i++;
  const isClose = text[open + 1] === '/';
  const nameStart = i;
  while (i < text.length && isNameCode(text.charCodeAt(i))) i++;
  const name = text.slice(nameStart, i).toLowerCase();
  if (!name) return undefined;
  const base = name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : name;
  const hit = (score: Score, reason: string): Hit => ({ score, offset: open, length: i - open, reason });
  const next = text.charCodeAt(i);
  const isTag =
    Number.isNaN(next) ||
    next <= 32 ||
    text[i] === '/' ||
    text[i] === '>' ||
    text[i] === '"' ||
    text[i] === "'" ||
    text[i] === '<' ||
    text[i] === '`';
  if (base === 'script' && isTag)
    return isClose && open > 0 && !/script/i.test(text.slice(0, open))
      ? hit(4, 'a closing script tag')
      : hit(5, 'a script tag');
  const reason = dangerousAttribute(text, i);
  if (reason) return hit(5, reason);
  if (!isTag || isClose) return undefined;
  if (running.has(base)) return hit(Number.isNaN(next) ? 3 : 4, 'a tag that loads something');
  if (
    (base === 'style' && /@import|expression|behavior|url\s*\(/i.test(text.slice(i, i + 200))) ||
    base === 'meta' ||
    base === 'base'
  ) {
    return hit(4, 'a tag that changes the page');
  }
  if (
    (base === 'link' && /href/i.test(text.slice(i, i + 200))) ||
    (base === 'form' && /action/i.test(text.slice(i, i + 200)))
  ) {
    return hit(3, 'a tag that loads or sends something');
  }
  return base === 'svg' || base === 'math' || (tags.has(base) && nameStart > open + 1 && !isClose)
    ? hit(2, 'a tag')
    : undefined;
}

const mostTags = 60;

function inTags(text: string): Hit | undefined {
  let worst: Hit | undefined;
  for (
    let open = text.indexOf('<'), count = 0;
    open >= 0 && count < mostTags;
    open = text.indexOf('<', open + 1), count++
  ) {
    worst = worse(worst, judgeTag(text, open));
    if (worst?.score === 5) return worst;
  }
  return worst;
}

/** `" onfocus=f(1) x="`: out of an attribute, into another one. */
const handlerAfterQuote = /["'`][\s/]{0,20}\bon[a-z]{3,25}\s{0,10}=\s{0,10}(["'`]?)[^\s"'=]/i;
/** Out of a string of a script: a call of what pages can do. */
const callAfterQuote =
  /["'`][\s;)}\],+*/%|&?:-]{1,12}(?:alert|confirm|prompt|eval|fetch|import|open|print|settimeout|setinterval|function|atob|document|window|location|self|top|this|parent|constructor|new\s+function)\s{0,5}(?:[([`.=]|\/\*)/i;
const templateCall =
  /\$\{\s{0,5}(?:alert|confirm|prompt|eval|fetch|document|window|location|self|top)\b\s{0,3}[([.`=]/i;
const pageAccess =
  /(?:document\s{0,3}(?:\.|\[)\s{0,3}['"]?(?:cookie|location|domain|write|body|createelement|url)|window\s{0,3}(?:\.|\[)\s{0,3}['"]?(?:location|name|open|onerror|alert)|(?:self|top|this|parent|frames|globalthis)\s{0,3}\[\s{0,3}['"/`(]|localstorage\s{0,3}\.\s{0,3}getitem|string\s{0,3}\.\s{0,3}fromcharcode\s{0,3}\(\s{0,3}\d+\s{0,3},|location\s{0,3}(?:\.href|\.hash)?\s{0,3}=\s{0,3}['"`]|\.constructor\s{0,3}(?:\.constructor)?\s{0,3}\(|innerhtml\s{0,3}=|\beval\s{0,3}\(\s{0,3}(?:atob|string|unescape|name|location|url))/i;
const wholeCall =
  /^[\s;]{0,5}(?:(?:window|self|top|parent|this)\.)?(?:alert|confirm|prompt|eval)\s{0,5}(?:\(.{0,200}\)|`.{0,200}`)[\s;/]{0,5}$/i;
const symbolsOnly = /(?:\(?!\[\]\)?\+\[\]|\[\]\[\(|\+!!\[\]|\(\[\]\+\{\}\)|\$=~\[\]|ﾟωﾟ)/;
const styleCode =
  /(?:expression\s{0,5}\(|-moz-binding\s{0,5}:|behaviou?r\s{0,5}:\s{0,5}url|@import\s{0,5}['"]?(?:url|https?:|javascript|\/\/))/i;
const utf7 = /\+ADw-.{0,200}\+AD4-/i;

const patterns: readonly Pattern[] = [
  { pattern: handlerAfterQuote, score: 5, reason: 'an event handler behind a closed attribute' },
  { pattern: callAfterQuote, score: 4, reason: 'a call behind a closed string of a script' },
  { pattern: templateCall, score: 4, reason: 'a call in a template string' },
  { pattern: symbolsOnly, score: 4, reason: 'a script written in symbols' },
  { pattern: utf7, score: 4, reason: 'a tag in UTF-7' },
  { pattern: wholeCall, score: 4, reason: 'a call of a page function' },
  { pattern: pageAccess, score: 4, reason: 'access to the page' },
  { pattern: styleCode, score: 4, reason: 'a script in a style' },
];

/** `javascript:` where an address may stand: at the start, after `=`, `(`, `"` or a blank before code. */
function scriptAddress(text: string): Hit | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  if (isScriptUrl(text, 0)) {
    const rest = text.slice(colon + 1, colon + 200);
    const isCode = /[(`=[]|\/\/|%[0-9a-f]{2}|&#|\\[ux]|;/i.test(rest) || !/\s\S+\s/.test(rest);
    return isCode ? { score: 5, offset: 0, length: colon + 1, reason: 'a script address' } : undefined;
  }
  const inside = /["'(=\s](?:javascript|vbscript|livescript)\s{0,5}:\s{0,5}[^\s].{0,60}?[(`=]/i.exec(text);
  return inside ? { score: 4, offset: inside.index, length: inside[0].length, reason: 'a script address' } : undefined;
}

/** CWE-79. Tags and attributes as browsers read them, ways out of attributes and scripts, script addresses. */
export default defineDetector({
  id: 'xss',
  title: 'Cross-site scripting',
  cwe: [79],
  version: 1,
  needs:
    has.angle |
    has.quote |
    has.doubleQuote |
    has.backtick |
    has.paren |
    has.colon |
    has.equals |
    has.bracket |
    has.plus,
  detect(text) {
    const tag = text.includes('<') ? inTags(text) : undefined;
    if (tag?.score === 5) return tag;
    return worse(worse(tag, scriptAddress(text)), worstMatch(text, patterns));
  },
});
