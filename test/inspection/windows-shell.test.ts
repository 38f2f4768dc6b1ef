import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOf } from '../../src/inspection/characters.js';
import { windowsCommand } from '../../src/inspection/windows-shell.js';

const flags = (text: string) => windowsCommand(text, classesOf(text)) !== undefined;

const seen = [
  'cmd /c dir',
  'powershell -enc AAAA',
  'Invoke-WebRequest http://a.example',
  'FOR %i IN (1 2) DO echo %i',
  'for /f "tokens=1" %%a in (a.txt) do (echo %%a)',
  'if not exist "a.txt" echo x',
  'IF DEFINED x (echo y)',
  'IF ERRORLEVEL 1 echo x',
  'if "%a%"=="b" goto end',
  'if %n% gtr 3 echo big',
  'IF [%1]==[] echo none',
  'if/i "%a%" equ "b" echo c',
];
const unseen = [
  'if it exists, tell me',
  'if (a == b) { c(); }',
  'if a == b: return',
  'for x in (1, 2): print(x)',
  'Results for %s in (%d items)',
  'for 5% in (total) we do nothing',
  'the command line',
  'whatif analysis',
];
for (const text of seen) test(`Windows runs ${text}`, () => assert.equal(flags(text), true));
for (const text of unseen) test(`Windows does not run ${text}`, () => assert.equal(flags(text), false));

test('a megabyte of beginnings is read in bounded time', () => {
  const start = process.cpuUsage().user;
  windowsCommand('for /f %a in ( '.repeat(70_000), -1);
  windowsCommand('if a==b '.repeat(120_000), -1);
  assert.ok(process.cpuUsage().user - start < 1_000_000);
});
