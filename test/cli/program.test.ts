import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { commands } from '../../src/cli/commands.js';
import { version } from '../../src/app/version.js';
import { assertRefused, Project } from './bench.js';

const project = new Project();
after(() => project.close());

describe('portcullis', { concurrency: 2 }, () => {
  it('lists the commands in the order in which people meet them, and the exit codes', async () => {
    const { code, stdout } = await project.run('--help');
    assert.equal(code, 0);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[options\].*| {2,}.*)$/gm)].map(([, name]) => name);
    assert.deepEqual(listed.slice(0, 5), ['init', 'audit', 'start', 'pentest', 'findings']);
    assert.match(stdout, /0 done, 1 findings[^]*130 interrupted/);
  });

  it('has a line for every command and every group of commands', async () => {
    const { stdout } = await project.run('--help');
    for (const first of new Set(commands.ids.map((id) => commands.get(id)!.words[0])))
      assert.match(stdout, new RegExp(`^  ${first} (?:.*\\]|.*>)? *[A-Z]`, 'm'), first);
  });

  it('without a command shows them too, and exits 2', async () => {
    const { code, stdout, stderr } = await project.run();
    assert.equal(code, 2);
    assert.match(stdout, /^Usage: portcullis/);
    assert.equal(stderr, '');
  });

  it('shows the commands of a group that has no default', async () => {
    const { code, stdout } = await project.run('policy');
    assert.equal(code, 2);
    assert.match(stdout, /^Usage: portcullis policy[^]*check[^]*explain/);
  });

  it('tells its version', async () => {
    assert.deepEqual(await project.run('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('asks whether another command or flag was meant, and names the flag that is wrong', async () => {
    assertRefused(await project.run('polcy', 'check'), "unknown command 'polcy' [USAGE]", 'did you mean "policy"?');
    assertRefused(await project.run('policy', 'chek'), 'did you mean "check"?');
    assertRefused(await project.run('findings', 'lst'), "unknown command 'findings lst'", 'did you mean "list"?');
    assertRefused(
      await project.run('audit', '--fial-on', 'high'),
      "unknown option '--fial-on'",
      'did you mean "--fail-on"?',
    );
    assertRefused(await project.run('audit', '--fail-on'), '--fail-on');
    assertRefused(await project.run('--format', 'json', 'audit'), '--format', 'flags stand after the command');
    assertRefused(await project.run('prove', 'a', 'b'), /too many arguments/);
  });

  it('says how to begin where there is no policy', async () => {
    assertRefused(
      await project.run('policy', 'check'),
      /No portcullis\.yaml in .* \[POLICY_NOT_FOUND\]/,
      'portcullis init openapi.yaml',
    );
  });
});

describe('the help of', { concurrency: 2 }, () => {
  for (const { id, words, summary, examples, options } of commands) {
    it(`${id} has two examples, every flag and the summary`, async () => {
      const { code, stdout, stderr } = await project.run(...words, '--help');
      assert.equal(code, 0, stderr);
      const text = stdout.replaceAll(/\s+/g, ' ');
      assert.ok(text.includes(summary), summary);
      assert.equal(examples.length, 2);
      for (const example of examples) assert.ok(stdout.includes(`  $ ${example}\n`), example);
      const shared = ['--policy', '--data', '--format', '--output', '--quiet', '--no-color', '--help'];
      for (const flag of [...Object.values(options).map(({ flags }) => flags.split(' ')[0]!), ...shared])
        assert.ok(stdout.includes(`  ${flag}`) || stdout.includes(`, ${flag}`), flag);
    });
  }
});

describe('every command', () => {
  it('has the id of its words, and examples that begin with them', () => {
    for (const { id, words, examples, isDefault } of commands) {
      assert.equal(id, words.join('-'));
      for (const example of examples) {
        const short = isDefault ? `portcullis ${words[0]}` : `portcullis ${words.join(' ')}`;
        assert.ok(example.startsWith(short), example);
      }
    }
  });

  it('has flags with their own parser and description', () => {
    for (const { id, options } of commands) {
      for (const { flags, describe: text, parse } of Object.values(options)) {
        assert.match(flags, /^--[a-z]+(?:-[a-z]+)*(?: <[a-z]+>)?$/, `${id} ${flags}`);
        assert.ok(text.length > 3 && !text.endsWith('.'), `${id} ${flags}`);
        assert.equal(typeof parse, 'function');
      }
    }
  });
});
