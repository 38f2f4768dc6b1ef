/**
 * Rows that are look-alikes for the rule they were written for and that the inspection denies: read one by one. `attack`:
 * another technique, or another rule's. `malformed`: refused because nobody can read it in one way, not as an attack.
 * `harmless`: an honest request could look like that, so that denying it is a mistake of ours.
 */
const judgements = [
  [
    'attack',
    'a command of the shell behind a separator, or a command line as a value',
    '932230-1 932230-2 932230-9 932230-10 932230-11 932230-12 932230-14 932230-15 932230-16 932230-18 932230-19 932230-20 932230-21 932230-23 932230-26 932230-42 932230-43 932230-44 932230-46 932236-9 932237-8 932250-1 932250-2 932260-1 932260-2 932260-3 932260-15',
  ],
  [
    'attack',
    'SQL that leaves its literal, calls a delay, or joins a comparison',
    '920640-2 920640-4 920640-5 942120-30 942131-7 942160-12 942350-9 942360-29 942360-30 942360-31 942520-17',
  ],
  [
    'attack',
    'code of PHP as a value or a name',
    '933100-24 933100-25 933100-81 933100-86 933131-1 933131-2 933151-3 933152-3 933153-3',
  ],
  [
    'attack',
    'the address of a metadata service, or a stream wrapper with code',
    '934110-6 934110-7 934110-8 934120-12 934120-16 934120-17 934120-18 934120-19 934170-2',
  ],
  ['attack', 'a script tag or a script address, also in another charset', '941100-5 941140-14 941310-8 941310-9'],
  ['attack', 'a header field behind a line break', '921120-3 921140-1'],
  ['attack', 'a filter of LDAP as a value', '921200-1 921200-3'],
  ['malformed', 'not in UTF-8', '920480-3 920480-4 920480-5 920480-10 920480-12 920480-13 920480-21'],
  ['malformed', 'not what its type says: JSON, XML', '920420-9 920420-10 920240-4'],
  ['malformed', 'a form of several parts with a broken part', '920400-2 922110-13 922130-8 932180-3'],
  ['harmless', 'the name of a session in the address, from a page of the same site', '943110-4 943110-39'],
  ['harmless', 'a loop that ends at once', '934160-19'],
  ['harmless', 'two quotations with a word between that only looks like an operator', '942130-1'],
];

const verdicts = new Map(judgements.flatMap(([verdict, , ids]) => ids.split(' ').map((id) => [id, verdict])));

/** `attack`, `malformed`, `harmless`, or `unread` for a row that nobody judged. */
export function judgedAs(id) {
  return verdicts.get(id) ?? 'unread';
}
