import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

const folder = path.join(process.env.PORTCULLIS_ROOT ?? process.cwd(), 'dist', 'console');
const page = fs.readFileSync(path.join(folder, 'index.html'), 'utf8');
const size = (address: string): number => gzipSync(fs.readFileSync(path.join(folder, address)), { level: 9 }).length;

/** The scripts of the page with what they import at once, and what the overview needs. */
function scriptsOfFirstLoad(): ReadonlySet<string> {
  const seen = new Set<string>();
  const follow = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = fs.readFileSync(path.join(folder, 'assets', name), 'utf8');
    for (const [, imported] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)) follow(imported!);
  };
  for (const [, name] of page.matchAll(/\/assets\/([\w-]+\.js)/g)) follow(name!);
  const overview = fs.readdirSync(path.join(folder, 'assets')).find((name) => /^overview-\w+\.js$/.test(name));
  follow(overview!);
  return seen;
}

describe('the first load of the console', () => {
  it('is at most 200 kB of JavaScript, gzip', () => {
    const scripts = scriptsOfFirstLoad();
    assert.ok(scripts.size >= 2, 'the page has its script and the overview');
    const bytes = [...scripts].reduce((sum, name) => sum + size(`assets/${name}`), 0);
    assert.ok(bytes <= 200_000, `${bytes} bytes`);
  });

  it('has one style sheet, nothing inline, and nothing from elsewhere', () => {
    assert.equal([...page.matchAll(/rel="stylesheet"/g)].length, 1);
    assert.doesNotMatch(page, /<style|<script(?![^>]*\bsrc=)|\son\w+=|https?:\/\//);
  });
});
