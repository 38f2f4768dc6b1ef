import { has, isBlankCode } from '../characters.js';
import { worse, type Hit } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';
import { isProse, withoutComments } from '../prose.js';

const events =
  'abort|activate|afterprint|animation(?:cancel|end|iteration|start)|auxclick|before(?:copy|cut|input|paste|print|toggle|unload|scriptexecute|xrselect|match)|begin|blur|bounce|cancel|canplay(?:through)?|change|click|close|contextmenu|copy|cuechange|cut|dblclick|drag(?:end|enter|exit|leave|over|start)?|drop|durationchange|emptied|end|ended|error|finish|focus(?:in|out)?|formdata|fullscreen(?:change|error)|gotpointercapture|hashchange|input|invalid|key(?:down|press|up)|load(?:eddata|edmetadata|end|start)?|lostpointercapture|message|mouse(?:down|enter|leave|move|out|over|up|wheel)|pagehide|pageshow|paste|pause|play(?:ing)?|pointer\\w{2,12}|popstate|progress|propertychange|ratechange|readystatechange|repeat|reset|resize|scroll(?:end|snapchange)?|search|seek(?:ed|ing)|select(?:ionchange|start)?|show|slotchange|stalled|start|storage|submit|suspend|timeupdate|toggle|touch(?:cancel|end|move|start)|transition(?:cancel|end|run|start)|unhandledrejection|unload|volumechange|waiting|webkit\\w{4,40}|wheel|zoom';

/** `" onfocus=f(1) x="`: out of an attribute, into another one. */
const handlerAfterQuote = /["'`][\s/]{0,20}\bon[a-z]{3,25}\s{0,10}=\s{0,10}(["'`]?)[^\s"'=]/i;
/** A handler that no tag stands around: what stands before may be on the page already. */
const handler = new RegExp(`(?:^|[\\s"'\`/+<>])on(?:${events})\\s{0,10}=(?!=)`, 'i');
const openHandler = /["'](?:on[a-z]{3,45}|formaction|srcdoc)\s{0,5}=\s{0,5}$/i;
/** Out of a string of a script: a call of what pages can do. */
const callBehind =
  /[\s;)}\],+*/%|&?:-]{0,11}(?:alert|confirm|prompt|eval|fetch|import|open|print|settimeout|setinterval|function|atob|document|window|location|self|top|this|parent|constructor|new\s+function)\s{0,5}(?:[([`.=]|\/\*)/iy;
const templateCall =
  /\$\{\s{0,5}(?:alert|confirm|prompt|eval|fetch|document|window|location|self|top)\b\s{0,3}[([.`=]/i;
const taggedTemplate = /\.\s{0,5}(?:call|apply|bind|constructor|sort|map|find|from|of)\s{0,5}`/;
const pageAccess =
  /(?:\(?\bdocument\)?\s{0,5}(?:\?\.|\.|\[)\s{0,5}['"]?(?:cookie|location|domain|write(?:ln)?\b|body|createelement|documentelement|url\b|queryselector|getelement|forms\b|referrer|defaultview)|\bwindow\s{0,5}(?:\.|\[)\s{0,5}['"]?(?:location|name\s{0,3}=|open\s{0,3}\(|onerror|alert|eval|document)|\b(?:self|top|this|parent|frames|globalthis|window)\s{0,5}\[\s{0,5}(?:['"/(]|`[a-z])|\blocalstorage\s{0,3}\.\s{0,3}getitem|\bstring\s{0,3}\.\s{0,3}fromcharcode\s{0,3}\(\s{0,3}\d+\s{0,3},|\blocation\s{0,3}(?:\.href|\.hash)?\s{0,3}=\s{0,3}['"`]|\.constructor\s{0,3}(?:\.constructor)?\s{0,3}\(|\b(?:inner|outer)html\s{0,3}=|\beval\s{0,3}\(\s{0,3}(?:atob|string|unescape|name|location|url))/i;
const wholeCall =
  /^[\s;]{0,5}(?:(?:window|self|top|parent|this)\s{0,3}\.\s{0,3})?\(?(?:alert|confirm|prompt|eval|setinterval|settimeout|atob|btoa|fetch|import|document\.write)\)?\s{0,5}(?:\?\.)?(?:\.\s{0,3}(?:call|apply|bind)\s{0,3})?(?:\([^\n]{0,200}\)|`[^\n]{0,200}`)[\s;/]{0,5}$/i;
const call =
  /(?:^|[;({[,=+"'`!])\s{0,3}\(?(?:alert|confirm|prompt)\)?\s{0,3}(?:\?\.\s{0,3}|\.\s{0,3}(?:call|apply|bind)\s{0,3})?(?:\(|`)\s{0,3}(?:\d|document|location|origin|window|['"`/]|null|this|%)/i;
const symbolsOnly =
  /(?:\(?!\[\]\)?\+\[\]|\[\]\[\(|\+!!\[\]|\(\[\]\+\{\}\)|\$=~\[\]|ﾟωﾟ|!\s{0,3}!\s{0,3}\[\s{0,3}\]|\(\s{0,3}!\s{0,3}\[\s{0,3}\])/;
const styleCall = /[:;="'{]\s{0,5}expression\s{0,5}\(|\burl\s{0,5}\(\s{0,5}['"]?\s{0,5}javascript/i;
const styleBinding = /-moz-binding\s{0,5}:|behaviou?r\s{0,5}:\s{0,5}url/i;
const styleImport = /@import\s{0,5}['"]?(?:url|https?:|javascript|\/\/)/i;
const utf7 = /[+ ]ADw-.{0,200}[+ ]AD4-/;
/** `<` and `>` whose highest bit a server of US-ASCII drops, or that are read as other letters of Cyrillic. */
const highBit = /[\u00bc\u043c]\/?[a-z]{3,12}[^\u00be\u043e]{0,80}[\u00be\u043e][^\u00bc\u043c]{0,80}\u00a2/i;
const importing = /<\??import[\s/]{0,20}implementation\s{0,5}=/i;
const arrow = /\bimport\s{0,3}\(\s{0,3}['"`](?:https?:|\/\/|data:)/i;

const sure = definePatterns([
  { pattern: handlerAfterQuote, score: 5, reason: 'an event handler behind a closed attribute', needs: has.equals },
  { pattern: openHandler, score: 4, reason: 'an event handler behind a closed attribute', needs: has.equals },
  { pattern: templateCall, score: 4, reason: 'a call in a template string', needs: has.dollar | has.brace },
  { pattern: symbolsOnly, score: 4, reason: 'a script written in symbols', needsOne: has.bracket | has.nonAscii },
  { pattern: utf7, score: 4, reason: 'a tag in UTF-7', needs: has.upper },
  { pattern: highBit, score: 4, reason: 'a tag in another charset', needs: has.nonAscii },
  { pattern: wholeCall, score: 4, reason: 'a call of a page function', needsOne: has.paren | has.backtick },
  { pattern: styleCall, score: 4, reason: 'a script in a style', needs: has.paren },
  { pattern: styleBinding, score: 4, reason: 'a script in a style', needs: has.colon },
  { pattern: styleImport, score: 4, reason: 'a script in a style', needs: has.at },
  { pattern: importing, score: 4, reason: 'a tag that loads something', needs: has.equals | has.angle },
  { pattern: arrow, score: 4, reason: 'a script from elsewhere', needs: has.paren },
]);
/** What sentences and programs name as well. */
const named = definePatterns([
  {
    pattern: pageAccess,
    score: 4,
    reason: 'access to the page',
    needsOne: has.dot | has.bracket | has.equals | has.paren,
  },
  { pattern: call, score: 4, reason: 'a call of a page function', needsOne: has.paren | has.backtick },
  { pattern: handler, score: 4, reason: 'an event handler', needs: has.equals },
]);

/** Sums quotes of one kind before an index: behind an even number of them a quote opens or breaks out, else it closes. */
function closesOwn(text: string, at: number): boolean {
  let count = 0;
  for (let i = text.indexOf(text[at]!); i >= 0 && i < at; i = text.indexOf(text[at]!, i + 1)) count++;
  return count % 2 === 1;
}

const mostQuotes = 60;
const breaking = ';)}]+*/%|&?:-';

function brokenBy(quote: string, text: string): Hit | undefined {
  let weak: Hit | undefined;
  let at = text.indexOf(quote);
  for (let count = 0; at >= 0 && count < mostQuotes; at = text.indexOf(quote, at + 1), count++) {
    let next = at + 1;
    while (next < at + 6 && (text[next] === ',' || isBlankCode(text.charCodeAt(next)))) next++;
    if (next >= text.length || !breaking.includes(text[next]!)) continue;
    callBehind.lastIndex = next;
    if (!callBehind.test(text)) continue;
    const length = callBehind.lastIndex - at;
    const hit: Hit = {
      score: count % 2 ? 3 : 4,
      offset: at,
      length,
      reason: 'a call behind a closed string of a script',
    };
    if (hit.score === 4) return hit;
    weak = hit;
  }
  return weak;
}

function brokenString(text: string): Hit | undefined {
  return worse(brokenBy("'", text), brokenBy('"', text));
}

/** A back-tick that closes follows a name in prose: `` `x.bind` ``. */
function templatedCall(text: string): Hit | undefined {
  const found = text.includes('`') ? taggedTemplate.exec(text) : null;
  if (!found || closesOwn(text, found.index + found[0].length - 1)) return undefined;
  return { score: 4, offset: found.index, length: found[0].length, reason: 'a call by a template string' };
}

const longestNamed = 400;

/** Scripts without a tag around them: what breaks out of a string or an attribute, and what only pages have. */
export function scriptCode(received: string, classes: number): Hit | undefined {
  const text = received.includes('/*') ? withoutComments(received) : received;
  const hit = worse(worse(worstMatch(text, sure, classes), brokenString(text)), templatedCall(text));
  if (hit && hit.score >= 4) return hit;
  const found = worstMatch(text, named, classes);
  if (!found) return hit;
  const isNamed = text.length > longestNamed || isProse(text);
  return worse(hit, isNamed ? { ...found, score: 3 } : found);
}
