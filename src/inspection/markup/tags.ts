import { isBlankCode } from '../characters.js';
import { worse, type Hit, type Score } from '../detector.js';

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

export function isScriptUrl(text: string, start: number): boolean {
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

/**
 * Attributes of a tag from `start`, browsers' way: blanks, slashes and quotes part them. Stops at `>`, where another `<`
 * stands outside of quotes, for that one is read by itself, and where another tag was read before from the same place on:
 * `read` has a mark for each, so that a text is gone through once.
 */
function* attributesOf(text: string, start: number, read: Uint8Array): Generator<Attribute> {
  const end = text.length;
  for (let i = start; i < end;) {
    const code = text.charCodeAt(i);
    if (code === 62 || code === 60 || read[i] === 1) return;
    read[i] = 1;
    if (!isNameCode(code)) {
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
    const isQuote = quote === '"' || quote === "'" || quote === '`';
    const close = isQuote ? text.slice(at + 1, end).indexOf(quote) : -1;
    i = close >= 0 ? at + close + 2 : at + (isQuote ? 1 : 0);
  }
}

function isHandler(name: string): boolean {
  return /^on[a-z]{3,}$/.test(name) || /^(?:v-on|ng-(?:focus|click|init|mouseover)|x-on)(?::|$)/.test(name);
}

function dangerousAttribute(text: string, start: number, read: Uint8Array): string | undefined {
  for (const { name, valueStart } of attributesOf(text, start, read)) {
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

/** `Map<Object>`, `<xml>`: a type, or a tag that names nothing to load. */
function isBare(text: string, open: number, end: number): boolean {
  if (open > 0 && /[\w#.]/.test(text[open - 1]!)) return true;
  return end >= text.length || (text[end] === '>' && /^(?:object|xml|frame|embed)$/i.test(text.slice(open + 1, end)));
}

function judgeTag(text: string, open: number, read: Uint8Array): Hit | undefined {
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
  // `<script>` alone between back-ticks: a tag that is talked about.
  if (base === 'script' && text[open - 1] === '`' && text[i] === '>' && text[i + 1] === '`')
    return hit(3, 'a script tag');
  if (base === 'script' && isTag)
    return isClose && open > 0 && !/script/i.test(text.slice(0, open))
      ? hit(4, 'a closing script tag')
      : hit(5, 'a script tag');
  const reason = dangerousAttribute(text, i, read);
  if (reason) return hit(5, reason);
  if (!isTag || isClose) return undefined;
  if (running.has(base)) return hit(isBare(text, open, i) ? 2 : 4, 'a tag that loads something');
  if (
    (base === 'style' && /@|expression|behavior|url\s*\(|\\/i.test(text.slice(i, i + 200))) ||
    base === 'meta' ||
    base === 'base'
  ) {
    return hit(4, 'a tag that changes the page');
  }
  if (
    (base === 'link' && /href/i.test(text.slice(i, i + 200))) ||
    (base === 'form' && /action/i.test(text.slice(i, i + 200)))
  ) {
    return hit(4, 'a tag that loads or sends something');
  }
  return base === 'svg' || base === 'math' || (tags.has(base) && nameStart > open + 1 && !isClose)
    ? hit(2, 'a tag')
    : undefined;
}

const mostTags = 400;

/** The worst tag of a text, as browsers read them. */
export function inTags(text: string): Hit | undefined {
  const read = new Uint8Array(text.length);
  let worst: Hit | undefined;
  for (
    let open = text.indexOf('<'), count = 0;
    open >= 0 && count < mostTags;
    open = text.indexOf('<', open + 1), count++
  ) {
    worst = worse(worst, judgeTag(text, open, read));
    if (worst?.score === 5) return worst;
  }
  return worst;
}
