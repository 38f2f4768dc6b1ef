/** A kind of credential that can be told by its look. */
interface SecretShape {
  readonly what: string;
  readonly pattern: RegExp;
}

/** Shapes as their issuers document them: a fixed beginning and a body of fixed length. */
const shapes: readonly SecretShape[] = [
  { what: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  { what: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/ },
  { what: 'GitHub token', pattern: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/ },
  { what: 'GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20,}\b/ },
  { what: 'Slack token', pattern: /\bxox[abeoprs]-(?:\d{8,}-){1,3}[A-Za-z0-9]{16,}\b/ },
  { what: 'Slack webhook', pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{20,}/ },
  { what: 'Stripe key', pattern: /\b[sr]k_live_[A-Za-z0-9]{20,}\b/ },
  { what: 'Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { what: 'Google client secret', pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}\b/ },
  { what: 'SendGrid key', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/ },
  { what: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'PyPI token', pattern: /\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}/ },
  { what: 'OpenAI key', pattern: /\bsk-(?:proj-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}/ },
  { what: 'Anthropic key', pattern: /\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{80,}/ },
  { what: 'Shopify token', pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/ },
  { what: 'Square token', pattern: /\bsq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}\b/ },
  { what: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { what: 'Mailchimp key', pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/ },
  { what: 'Mailgun key', pattern: /\bkey-[0-9a-f]{32}\b/ },
  { what: 'Telegram bot token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/ },
  { what: 'Hugging Face token', pattern: /\bhf_[A-Za-z]{34}\b/ },
  { what: 'Databricks token', pattern: /\bdapi[a-f0-9]{32}\b/ },
  { what: 'Grafana token', pattern: /\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b/ },
  { what: 'Vault token', pattern: /\bhvs\.[A-Za-z0-9_-]{90,}/ },
  { what: 'New Relic key', pattern: /\bNRAK-[A-Z0-9]{27}\b/ },
  { what: 'Postman key', pattern: /\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b/ },
  { what: 'Linear key', pattern: /\blin_api_[A-Za-z0-9]{40}\b/ },
  { what: 'Atlassian token', pattern: /\bATATT3[A-Za-z0-9_=-]{100,}/ },
  { what: 'Doppler token', pattern: /\bdp\.(?:pt|st|ct)\.[A-Za-z0-9]{40,}\b/ },
  { what: 'Razorpay key', pattern: /\brzp_live_[A-Za-z0-9]{14}\b/ },
  { what: 'Azure storage key', pattern: /AccountKey=[A-Za-z0-9+/]{86}==/ },
  {
    what: 'private key',
    pattern: /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----[\s\\nr]*[A-Za-z0-9+/=\s\\]{120,}/,
  },
];

/** One pass over a text decides whether the shapes are tried at all. */
const worthALook =
  /A[KS]IA|gh[pousr]_|github_pat|glpat|xox|hooks\.slack|k_live_|AIza|GOCSPX|SG\.|npm_|pypi|sk-|shp|sq0|do[opr]_v1|-us\d|key-|:AA|hf_|dapi|glsa|hvs\.|NRAK|PMAK|lin_api|ATATT3|dp\.|rzp_|AccountKey|PRIVATE KEY|eyJ/;

/** What people write where a secret would stand. */
const placeholder =
  /example|sample|dummy|fake|test|placeholder|your|change|redact|insert|secret[-_ ]?here|<|>|\.\.\.|…|\*{3}|x{4}|0{6}|1{6}/i;

/** Runs that nobody draws at random: `abcdef`, `123456`. */
function hasRun(text: string, length = 6): boolean {
  let up = 1;
  let same = 1;
  for (let i = 1; i < text.length; i++) {
    const by = text.charCodeAt(i) - text.charCodeAt(i - 1);
    up = by === 1 ? up + 1 : 1;
    same = by === 0 ? same + 1 : 1;
    if (up >= length || same >= length) return true;
  }
  return false;
}

/** Shannon entropy in bits per character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Drawn at random, as far as one can see. */
function looksRandom(text: string, bitsPerCharacter: number): boolean {
  return !placeholder.test(text) && !hasRun(text) && entropyOf(text) >= bitsPerCharacter;
}

/** Bodies of hexadecimal digits have at most 4 bits a character, and keys in capitals are short. */
const floorOfShapes = 2.9;

/** A token is worth something until it expires (RFC 7519, 4.1.4). One without an expiry is a sample more often than not. */
function isLiveToken(text: string, today: string): boolean {
  const payload = /\beyJ[A-Za-z0-9_-]{10,}\.(eyJ[A-Za-z0-9_-]{10,})\.[A-Za-z0-9_-]{20,}/.exec(text)?.[1];
  if (!payload) return false;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
    return typeof exp === 'number' && exp * 1000 > Date.parse(today);
  } catch {
    return false;
  }
}

/** A credential in a text. */
export interface FoundSecret {
  readonly what: string;
  readonly offset: number;
  readonly length: number;
}

/** The first credential in a text that can be told by its look. Placeholders and documentation keys do not count. */
export function findSecret(text: string): FoundSecret | undefined {
  if (text.length < 20 || !worthALook.test(text)) return undefined;
  for (const { what, pattern } of shapes) {
    const found = pattern.exec(text);
    if (found && looksRandom(found[0], floorOfShapes)) return { what, offset: found.index, length: found[0].length };
  }
  return undefined;
}

/** Kind of the credential that stands in a text, or undefined. */
export function secretIn(text: string, today: string): string | undefined {
  if (text.length < 20 || !worthALook.test(text)) return undefined;
  const found = findSecret(text);
  if (found) return found.what;
  return isLiveToken(text, today) ? 'JSON Web Token that has not expired' : undefined;
}

/** A random text where a secret is expected: long, mixed, and of one word. */
export function looksLikeKey(text: string): boolean {
  return (
    /^[A-Za-z0-9+/_=-]{24,200}$/.test(text) &&
    /[a-z]/.test(text) &&
    /[A-Z]/.test(text) &&
    /\d/.test(text) &&
    looksRandom(text, 4.2)
  );
}
