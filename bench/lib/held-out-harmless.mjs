import fs from 'node:fs';
import path from 'node:path';
import { written } from './held-out-written.mjs';
import { randomFrom } from './detection-traffic.mjs';
import { rootDir } from './prepare.mjs';

/** Written after the first run, when what it had denied was mended. */
const second = [
  ['name', "O'Hara & Sons (Dublin)"],
  ['name', 'Null Island; 0,0'],
  ['name', 'Drop-in Centre #4'],
  ['name', 'Cat & Fiddle Pub'],
  ['name', "Sh! Women's Store"],
  ['name', 'Exec Cars Ltd'],
  ['name', 'Curl Up & Dye'],
  ['name', 'The Ping Pong Club'],
  ['name', 'Bash Street Kids'],
  ['name', 'Table 4; Order 12'],
  ['name', 'Tom\'s "Best" Burger (XL)'],
  ['name', "Joe's -- the place"],
  ['name', 'A=B'],
  ['name', '50/50 (half/half)'],
  ['name', "Where's Wally?"],
  ['name', "Let's Go!"],
  ['name', 'Update 3.1 and fixes'],
  ['name', 'Grant Thornton'],
  ['name', 'Like No Other'],
  ['name', 'Between Friends'],
  ['name', 'Join us & win'],
  ['name', 'Set of 6 (blue)'],
  ['name', 'Group By Design'],
  ['name', "All users' names"],
  ['name', 'Having it all'],
  ['name', 'Not Null'],
  ['name', 'Script: Anna'],
  ['name', 'Object 12'],
  ['name', 'Form B-2'],
  ['name', 'Style & Co.'],
  ['name', 'Link, Zelda'],
  ['name', 'Image: front; back'],
  ['name', '5 > 3'],
  ['name', 'a<b'],
  ['name', '<- back'],
  ['name', '-> next'],
  ['name', '[1] first'],
  ['name', '{draft}'],
  ['name', '${amount}'],
  ['name', '$5 or $10'],
  ['name', '50 % (incl. VAT)'],
  ['name', '~/'],
  ['name', 'me@work'],
  ['name', '#1'],
  ['name', 'Q&A; FAQ'],
  ['name', '1\'2"'],
  ['name', "6'1"],
  ['name', "rock'n'roll"],
  ['name', "l'an 2000"],
  ['name', "'90s music"],
  ['name', "the '60s and '70s"],
  ['name', "Class of '99 or '98"],
  ['name', "it's 5 o'clock"],
  ['name', "y'all'd've"],
  ['name', "d'or et d'argent"],
  ['name', "dell'arte = bello"],
  ['name', "L'amour, c'est l'amour"],
  ['name', "N'Djamena"],
  ['name', "Qur'an"],
  ['name', "Xi'an"],
  ['name', "Sana'a"],
  ['identifier', 'order-2026/11/25#7'],
  ['identifier', 'a=1&b=2'],
  ['identifier', 'v1.0..v2.0'],
  ['identifier', 'feature/JIRA-123_fix-x'],
  ['identifier', 'refs/heads/main'],
  ['identifier', '/subscriptions/1/resourceGroups/x'],
  ['identifier', 'projects/p/locations/eu'],
  ['identifier', 'com.example.app'],
  ['identifier', 'java.util.List'],
  ['identifier', 'org.example.Main'],
  ['identifier', 'text/html; charset=utf-8'],
  ['identifier', 'attachment; filename="a b.txt"'],
  ['identifier', 'max-age=3600, public'],
  ['identifier', 'Bearer'],
  ['identifier', 'name:asc,id:desc'],
  ['identifier', '(a,b)'],
  ['identifier', '$top'],
  ['identifier', "name eq 'Milk' and price lt 3"],
  ['identifier', 'lat=52.5;lon=13.4'],
  ['identifier', 'POINT(13.4 52.5)'],
  ['identifier', '#ff00aa'],
  ['identifier', 'rgba(0,0,0,.5)'],
  ['identifier', 'calc(100% - 2px)'],
  ['identifier', '*/5 * * * *'],
  ['identifier', '0 0 1 1 ?'],
  ['identifier', '^[a-z]+$'],
  ['identifier', '\\d{3}-\\d{4}'],
  ['identifier', 'a.*b'],
  ['identifier', 'C:\\Program Files\\App'],
  ['identifier', '\\\\server\\share'],
  ['identifier', 's3://bucket/key'],
  ['identifier', 'git@github.com:a/b.git'],
  ['identifier', 'postgres://db/app'],
  ['identifier', 'redis:7-alpine'],
  ['identifier', 'sha512-abc+/=='],
  ['text', "I'd like to union our two accounts; select whichever is older."],
  ['text', 'Use the form at /etc or call; cat owners welcome!'],
  ['text', 'In Excel: =SUM(A1:A5) and =IF(A1>5;"x";"y")'],
  ['text', 'Math: 2+2=4; 3*3=9; (a+b)^2 = a^2+2ab+b^2 -- easy'],
  ['text', 'Set x=1, y=\'2\' and z="3"; then x or y is true.'],
  ['text', 'if (x) { y(); } else { z(); } // like this?'],
  ['text', 'The <head> and <body> tags; what do they do?'],
  ['text', "Wie geht's? Mir geht's gut -- und dir?"],
  ['text', "C'est l'histoire d'un homme qui n'a rien; or il a tout."],
  ['text', '¿Qué tal? ¡Muy bien! (gracias)'],
  ['text', "Напишите 'да' или 'нет'; спасибо"],
  ['text', '「はい」または『いいえ』を選択'],
  ['text', 'rm: I removed it. ls: listed. ok?'],
  ['text', "Error: ENOENT: no such file or directory, open 'a.json'"],
  ['text', "TypeError: Cannot read properties of undefined (reading 'x')"],
  ['text', 'SELECT your seats now! INSERT coin. UPDATE: sold out.'],
  ['text', 'delete from my account the old card; add the new one'],
  ['text', 'Please drop table 5 and move to table 6.'],
  ['text', '<3 you all! xoxo ;-)'],
  ['text', 'call(555)1234 or mail a@b.example;'],
];

const seed = 41;
const share = { messages: 260, sentences: 200, people: 70, addresses: 60, names: 60 };
const languages = ['cs', 'de', 'es', 'fr', 'it', 'ja', 'ko', 'pl', 'pt-br', 'ru', 'tr', 'zh-cn', 'zh-tw'];

/** As many of a list as asked for, by a fixed chance. */
function some(list, count, random) {
  const rest = [...new Set(list)];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(Math.floor(random() * rest.length), 1)[0],
  );
}

const modules = path.join(rootDir, 'node_modules');
const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

/** What a compiler says, in thirteen languages: quotes, brackets and keywords of programs among words. */
function messages() {
  return languages.flatMap((language) => {
    const text = read(path.join(modules, 'typescript', 'lib', language, 'diagnosticMessages.generated.json'));
    return text ? Object.values(JSON.parse(text)) : [];
  });
}

const declarations = [
  'typescript/lib/lib.dom.d.ts',
  'playwright-core/types/types.d.ts',
  '@types/node/fs.d.ts',
  'undici-types/client.d.ts',
  '@types/node/http.d.ts',
  '@types/node/crypto.d.ts',
];

/** Sentences of comments in declarations. */
function sentences() {
  return declarations.flatMap((file) =>
    [...read(path.join(modules, file)).matchAll(/\/\*\*([\s\S]*?)\*\//g)]
      .map(([, comment]) => comment.replace(/\n\s*\* ?/g, '\n').trim())
      .filter(({ length }) => length > 30 && length < 600),
  );
}

function manifests() {
  const folders = fs
    .readdirSync(modules)
    .flatMap((name) =>
      name.startsWith('@') ? fs.readdirSync(path.join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    );
  return folders.flatMap((folder) => {
    const text = read(path.join(modules, folder, 'package.json'));
    return text ? [JSON.parse(text)] : [];
  });
}

const person = (one) =>
  typeof one === 'string' ? one : one?.name ? `${one.name}${one.email ? ` <${one.email}>` : ''}` : '';

/** Harmless texts with their kinds: those above, and others of the installed packages that no other measurement reads. */
export function heldOutHarmless() {
  const random = randomFrom(seed);
  const all = manifests();
  const people = all
    .flatMap(({ author, contributors }) => [author, ...(Array.isArray(contributors) ? contributors : [])].map(person))
    .filter(Boolean);
  const addresses = all.map(({ homepage }) => homepage).filter((one) => typeof one === 'string');
  const names = all.flatMap(({ description }) => (typeof description === 'string' ? [description] : []));
  const found = [
    ['text', some(messages(), share.messages, random)],
    ['text', some(sentences(), share.sentences, random)],
    ['name', some(people, share.people, random)],
    ['url', some(addresses, share.addresses, random)],
    ['text', some(names, share.names, random)],
  ];
  const texts = [...Object.entries(written), ...found].flatMap(([kind, list]) => list.map((text) => ({ kind, text })));
  return [...texts, ...second.map(([kind, text]) => ({ kind, text }))];
}
