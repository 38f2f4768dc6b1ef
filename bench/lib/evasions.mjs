import { seeds } from './attack-seeds.mjs';
import { randomFrom } from './detection-traffic.mjs';

const encode = (text, one) => [...Buffer.from(text)].map(one).join('');
const hex = (code, width = 2) => code.toString(16).padStart(width, '0');
const percent = (byte) => `%${hex(byte)}`;
const isWord = (character) => /[\w\s]/.test(character);
const eachSign = (text, one) => [...text].map((character) => (isWord(character) ? character : one(character))).join('');

/** Encodings that some server between us and the interpreter takes off. */
const encodings = {
  percent: (text) => encode(text, percent),
  'percent of signs': (text) => eachSign(text, (sign) => encode(sign, percent)),
  'percent twice': (text) => encode(text, percent).replaceAll('%', '%25'),
  'percent three times': (text) => eachSign(text, (sign) => encode(sign, percent)).replaceAll('%', '%2525'),
  '%u': (text) => eachSign(text, (sign) => `%u${hex(sign.charCodeAt(0), 4)}`),
  'escapes \\u': (text) => eachSign(text, (sign) => `\\u${hex(sign.charCodeAt(0), 4)}`),
  'escapes \\x': (text) => eachSign(text, (sign) => (sign <= 'ÿ' ? `\\x${hex(sign.charCodeAt(0))}` : sign)),
  'decimal references': (text) => eachSign(text, (sign) => `&#${sign.charCodeAt(0)};`),
  'hexadecimal references': (text) => eachSign(text, (sign) => `&#x${hex(sign.charCodeAt(0), 6)};`),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'full-width signs': (text) =>
    eachSign(text, (sign) => (sign > ' ' && sign <= '~' ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign)),
  'full-width letters': (text) =>
    text.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  'JSON in a string': (text) => JSON.stringify({ k: text }),
  'invisible characters': (text) => text.replace(/[a-z](?=[a-z])/gi, '$&\u200b'),
  'overlong signs': (text) =>
    eachSign(text, (sign) => {
      const code = sign.charCodeAt(0);
      return code < 128 ? `%${hex(0xc0 | (code >> 6))}%${hex(0x80 | (code & 63))}` : sign;
    }),
};

const prose = 'The parcel came on Monday and everything in it was well packed. ';

/** Text around the attack. Not for attacks that must be the whole value. */
const paddings = {
  'blanks in front': (text) => `${' '.repeat(4_000)}${text}`,
  'letters in front': (text) => `${'k'.repeat(5_000)} ${text}`,
  'prose behind': (text) => `${text} ${prose.repeat(80)}`,
};

const mixedCase = (text, random) =>
  text.replace(/[a-z]/gi, (c) => (random() < 0.5 ? c.toUpperCase() : c.toLowerCase()));
const blanks = (replacement) => (text) => text.replaceAll(' ', replacement);

/** Other ways to write the same in one language. */
const rewritings = {
  sqli: {
    comments: blanks('/**/'),
    'long comments': blanks('/*k*/'),
    'line breaks': blanks('\n'),
    tabs: blanks('\t'),
    'form feeds': blanks('\f'),
    'no-break blanks': blanks('\u00a0'),
    'many blanks': blanks('     '),
    plus: blanks('+'),
    case: mixedCase,
    'executed comments': (text) => text.replace(/\b(union|select|and|or)\b/gi, '/*!$1*/'),
    'comments with line ends': blanks('-- k\n'),
    signs: (text) => text.replace(/\bor\b/i, '||').replace(/\band\b/i, '&&'),
  },
  xss: {
    case: mixedCase,
    slashes: (text) => text.replace(/^(\W*<\w+) /, '$1/'),
    'line breaks': (text) => text.replace(/^(\W*<\w+) /, '$1\n'),
    'form feeds': (text) => text.replace(/^(\W*<\w+) /, '$1\f'),
    'blanks before =': (text) => text.replace(/(on\w+)=/g, '$1 \t='),
    'back-ticks': (text) => text.replaceAll('(9)', '`9`'),
    'tab in the scheme': (text) => text.replaceAll('javascript:', 'java\tscript:'),
    'reference in the scheme': (text) => text.replaceAll('javascript:', 'jav&#x61;script&colon;'),
    'text in front': (text) => `k ${text}`,
    'other call': (text) => text.replaceAll('prompt(9)', 'top["al"+"ert"](9)'),
    'no end': (text) => text.replace(/>$/, ''),
  },
  rce: {
    'IFS for blanks': (text) => text.replace(/(\w) (?=[\w/-])/g, '$1${IFS}'),
    'quotes in words': (text) =>
      text.replace(/\b(cat|id|uname|whoami|ls|wget|curl|sleep)\b/, (w) => `${w[0]}''${w.slice(1)}`),
    'back-slashes in words': (text) =>
      text.replace(/\b(cat|id|uname|whoami|ls|wget|curl|sleep)\b/, (w) => `${w[0]}\\${w.slice(1)}`),
    'line break in front': (text) => text.replace(/^k?[;|&]+ ?/, 'k\n'),
    tabs: blanks('\t'),
    'many blanks': blanks('   '),
    'folder of the command': (text) => text.replace(/\b(cat|id|uname|whoami|ls)\b/, '/bin/$1'),
    'empty variable': (text) =>
      text.replace(/\b(cat|uname|whoami|wget|curl|sleep)\b/, (w) => `${w.slice(0, 2)}$@${w.slice(2)}`),
    'comment behind': (text) => `${text} #`,
  },
  lfi: {
    'dots of the folder': (text) => text.replaceAll('../', '.././'),
    'two slashes': (text) => text.replaceAll('../', '..//'),
    'back-slashes': (text) => text.replaceAll('../', '..\\'),
    'NUL behind': (text) => `${text}%00.png`,
    'text in front': (text) => (text.startsWith('.') ? `k/${text}` : text),
    'more steps': (text) => `../../${text}`,
  },
  ssti: {
    blanks: (text) => text.replace(/^([{$#<%]+=?)/, '$1 '),
    'text in front': (text) => `Dear ${text}`,
    behind: (text) => `${text} k`,
  },
  nosql: { blanks: (text) => text.replaceAll(':', ' : '), 'line breaks': (text) => text.replaceAll(' ', '\n') },
  ldap: { blanks: (text) => text.replaceAll(')(', ') ('), behind: (text) => `${text})` },
  xpath: { blanks: (text) => text.replaceAll(' ', '  '), tabs: blanks('\t') },
  xxe: { 'text in front': (text) => `k ${text}`, tabs: blanks('\t'), 'line breaks': blanks('\n') },
  ssrf: {
    case: (text) => text.replace(/^\w+/, (w) => w.toUpperCase()),
    user: (text) => text.replace('://', '://q.example@'),
  },
  crlf: {
    'line feeds': (text) => text.replaceAll('\r\n', '\n'),
    'carriage returns': (text) => text.replaceAll('\r\n', '\r'),
  },
  jndi: {
    case: (text) => text.replace(/jndi|ldap|rmi/g, (w) => w.toUpperCase()),
    'lower: in words': (text) => text.replace('ldap', '${lower:l}dap').replace('rmi', '${lower:r}mi'),
    'text in front': (text) => `Mozilla/5.0 ${text}`,
  },
  deserialisation: { 'text in front': (text) => `k=${text}`, 'line break in front': (text) => `\n${text}` },
  prototype: { blanks: (text) => text.replaceAll(':', ' : ') },
};

/** Encodings that change what the attack is made of. */
const unfit = {
  deserialisation: /full-width letters|invisible/,
  ssrf: /full-width|invisible/,
  lfi: /full-width letters/,
  crlf: /JSON/,
  prototype: /invisible|full-width/,
  jndi: /full-width signs/,
};
/** Families whose attacks stand in front of, or behind, other text. */
const padded = new Set(['xss', 'rce', 'sqli', 'xxe', 'jndi']);

/**
 * Other ways to send each seed: as it is, encoded, rewritten, padded, and two of these at once. Yields each text once
 * with its family and the names of what was done.
 */
export function* evasions(perSeed) {
  const random = randomFrom(20_260_101);
  for (const [family, texts] of Object.entries(seeds)) {
    const outer = Object.entries({ ...encodings, ...(padded.has(family) ? paddings : {}) }).filter(
      ([name]) => !unfit[family]?.test(name),
    );
    for (const seed of texts) yield* evasionsOf(seed, { family, outer, random, most: perSeed });
  }
}

function* evasionsOf(seed, { family, outer, random, most }) {
  const inner = Object.entries(rewritings[family]).map(([name, rewrite]) => [name, rewrite(seed, random)]);
  const all = new Map([[seed, 'as it is']]);
  const add = (text, how) => void (all.has(text) || all.set(text, how));
  for (const [name, text] of inner) if (text !== seed) add(text, name);
  for (const [name, change] of outer) add(change(seed), name);
  const pairs = inner
    .filter(([, text]) => text !== seed)
    .flatMap(([how, text]) => outer.map(([name, change]) => [change, text, `${how}, ${name}`]));
  const onTop = outer.filter(([name]) => !name.startsWith('invisible'));
  for (const [change, text, how] of outer.flatMap(([a, first]) =>
    onTop.map(([b, second]) => [second, first(seed), `${a}, ${b}`]),
  )) {
    pairs.push([change, text, how]);
  }
  while (all.size < most && pairs.length > 0) {
    const [[change, text, how]] = pairs.splice(Math.floor(random() * pairs.length), 1);
    add(change(text), how);
  }
  for (const [text, how] of [...all].slice(0, most)) yield { family, seed, text, how };
}
