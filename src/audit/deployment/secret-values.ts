import { looksLikeKey, secretIn } from '../../core/secret-shapes.js';
import { wordsOf } from '../words.js';

const secretName = /\b(password|passwd|pass|pwd|secret|token|api key|apikey|private key|access key|credentials?)$/;

/** Values that stand for another: references, templates, paths of secrets, and what people write for "fill in". */
const reference = /^\$|^\$?\{\{|\$\{|^<.*>$|^\/(run|etc|var|secrets)\/|^(file|vault|env|aws|ref):|^op:\/\//;
const placeholder =
  /^(x+|\*+|\.+|-+|todo|tbd|none|null|false|true|placeholder|your[-_ ].*|.*[-_ ]here|.*example.*|replace[-_ ]?me|redacted)$/i;

/** What is set where nobody has set anything. */
const defaults = new Set([
  'admin',
  'changeit',
  'changeme',
  'change-me',
  'default',
  'guest',
  'letmein',
  'pass',
  'password',
  'password1',
  'postgres',
  'root',
  'secret',
  'test',
  'toor',
  '123456',
  '12345678',
  'qwerty',
]);

/** What kind of secret a setting holds, in words; undefined when it holds none. */
export function secretKind(name: string, value: string, today: string): 'default' | string | undefined {
  const words = wordsOf(name);
  if (!value || reference.test(value)) return undefined;
  const shaped = secretIn(value, today);
  if (shaped) return shaped;
  if (!secretName.test(words)) {
    // A password inside an address: postgres://user:password@host.
    const inAddress = /^[a-z][a-z0-9+.-]*:\/\/[^:/@\s]+:([^@/\s]+)@/i.exec(value)?.[1];
    return inAddress && !reference.test(inAddress) && !placeholder.test(inAddress)
      ? 'password in an address'
      : undefined;
  }
  if (defaults.has(value.toLowerCase())) return 'default';
  if (placeholder.test(value)) return undefined;
  return looksLikeKey(value) || value.length >= 8 ? words : undefined;
}
