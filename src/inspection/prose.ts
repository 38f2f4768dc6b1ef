/** Four words of a language in a row, as sentences have them. Each word is bounded: linear on any text. */
const sentence = /(?:^|[\s"'(])[\p{L}]{1,18}(?:'[a-z]{1,2})?,? [\p{L}]{2,18},? [\p{L}]{2,18},? [\p{L}]{2,18}/u;

/** Whether a text talks: what is only named in it is not sent to be run. */
export function isProse(text: string): boolean {
  return sentence.test(text);
}

/** A text without its comments between slash-star and star-slash, which scripts and queries read as nothing. Linear in its length. */
export function withoutComments(text: string): string {
  let result = '';
  let from = 0;
  for (let open = text.indexOf('/*'); open >= 0; open = text.indexOf('/*', from)) {
    const close = text.indexOf('*/', open + 2);
    if (close < 0) break;
    result += text.slice(from, open);
    from = close + 2;
  }
  return from === 0 ? text : result + text.slice(from);
}
