import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attackExcerpt } from '../../src/gateway/attack-excerpt.js';

describe('an excerpt of an attack', () => {
  const rows: readonly (readonly [what: string, text: string, told: string])[] = [
    ['tells the words and signs that make it one', "' OR 1=1 --", "' OR 1=1 --"],
    [
      'hides names and values',
      "' union select card_number from users where name='Ada'",
      "' union select … from users where name='…'",
    ],
    ['hides a secret beside a word of attacks', '; curl -u ada:hunter2 http://e.example', '; curl -… …:… http://….…'],
    ['hides numbers that may be of a card or an account', 'id=4111111111111111 or 12', 'id=… or 12'],
    ['hides letters of any script', 'select пароль', 'select …'],
    ['has no control characters', 'select\u0000\u2028x', 'select\\u{0}\\u{2028}x'],
    ['hides a word of attacks inside another word', 'selectivity', '…'],
  ];
  for (const [what, text, told] of rows) test(what, () => assert.equal(attackExcerpt(text), told));
});
