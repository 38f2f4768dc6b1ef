import { has } from '../characters.js';
import { defineDetector } from '../detector.js';

const mostRounds = 12;
/** `${lower:j}`, `${::-j}`, `${env:NOPE:-j}`: lookups that stand for a few characters. */
const innermost =
  /\$\{(?:[^${}]{0,60}:-([^${}]{0,40})|(?:lower|upper|date|java|env|sys|main|base64)?:?'?([^${}:']{0,40})'?)\}/gi;
const lookup = /\$\{\s{0,5}jndi\s{0,5}:/i;
const otherLookup =
  /\$\{\s{0,5}(?:(?:jndi|ldaps?|rmi|dns|nis|iiop|corba|nds):|env:[A-Z_]{3,40}|sys:[\w.]{3,40}|java:(?:version|os|vm|runtime|hw|locale)|ctx:|bundle:|script:|url:|file:|const:|base64Decoder:|spring:|k8s:|docker:|web:|main:\d)/i;

function resolve(text: string): string {
  let resolved = text;
  for (let round = 0; round < mostRounds; round++) {
    const next = resolved.replace(innermost, (whole, fallback: string | undefined, value: string | undefined) =>
      lookup.test(whole) ? whole : (fallback ?? value ?? ''),
    );
    if (next === resolved) break;
    resolved = next;
  }
  return resolved;
}

/** CWE-917, CWE-20. Lookups of Log4j (CVE-2021-44228) and of Apache Commons Text, resolved as they would resolve them. */
export default defineDetector({
  id: 'jndi',
  title: 'Lookup injection',
  cwe: [917, 20],
  version: 1,
  needs: has.dollar,
  detect(text) {
    const start = text.indexOf('${');
    if (start < 0) return undefined;
    const hit = (score: 4 | 5, reason: string) => ({
      score,
      offset: start,
      length: Math.min(80, text.length - start),
      reason,
    });
    if (
      lookup.test(text) ||
      (text.indexOf('${', start + 2) > 0 && /jndi|\bldaps?:|\brmi:|\bdns:\/\//i.test(resolve(text)))
    ) {
      return hit(5, 'a lookup of JNDI');
    }
    const nested =
      /\$\{[^}$]{0,60}\$\{[^}$]{0,40}:-|\$\{(?:::-|lower:|upper:|env:[^}$]{0,40}:-|\s{0,3}[a-z]{0,20}:[^}$]{0,20}:-)/i.test(
        text,
      );
    if (nested) return hit(5, 'a lookup that hides what it says');
    return otherLookup.test(text) ? hit(4, 'a lookup') : undefined;
  },
});
