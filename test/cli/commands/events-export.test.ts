import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { after, before, describe, it } from 'node:test';
import { assertRefused, orchardProject, type Project } from '../bench.js';
import { makeAuthority } from '../../identity/authority.js';

let project: Project;
before(async () => {
  project = orchardProject();
  for (const name of ['=cmd()', 'second']) await project.run('keys', 'create', '--name', name);
});
after(() => project.close());

const audit = () =>
  project.json<{ code: string; detail: Record<string, unknown> }[]>('events', 'search', '--log', 'audit');

describe('portcullis events export', { concurrency: 1 }, () => {
  it('writes OCSF JSON lines by default, newest first', async () => {
    const { code, stdout, stderr } = await project.run('events', 'export', 'kind:key_created');
    assert.equal(code, 0, stderr);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { class_uid: number; time: number });
    assert.deepEqual(
      lines.map(({ class_uid }) => class_uid),
      [3004, 3004],
    );
    assert.ok(lines[0]!.time >= lines[1]!.time);
    assert.match(stderr, /^2 events exported$/m);
  });

  it('writes CSV, CEF and syslog lines, to a file for its owner alone', async () => {
    await project.run('events', 'export', '--format', 'csv', '--output', 'events.csv');
    assert.match(project.read('events.csv'), /^time,id,kind,.*\n(?:20.*\n){2}$/);
    assert.equal(fs.statSync(project.file('events.csv')).mode & 0o777, 0o600);
    assert.match((await project.run('events', 'export', '--format', 'cef')).stdout, /^(?:CEF:0\|Portcullis\|.*\n){2}$/);
    assert.match((await project.run('events', 'export', '--format', 'syslog')).stdout, /^(?:<86>1 20.*\n){2}$/);
  });

  it('takes the times of --since and --until', async () => {
    assert.equal((await project.run('events', 'export', '--until', '2020-01-01')).stdout, '');
    assert.equal((await project.run('events', 'export', '--since', '2020-01-01')).stdout.split('\n').length, 3);
  });

  it('is a record of the audit log, and so is reading that log', async () => {
    await project.run('events', 'export', 'kind:denial', '--format', 'cef');
    const found = await audit();
    const exported = found.find(({ code }) => code === 'log_exported')!;
    assert.deepEqual(exported.detail, { log: 'events', query: 'kind:denial', format: 'cef' });
    assert.equal(found[0]!.code, 'log_read');
  });

  it('exports the audit log too', async () => {
    const { stdout } = await project.run('events', 'export', 'code:key_created', '--log', 'audit');
    assert.equal(stdout.trimEnd().split('\n').length, 2);
  });

  it('refuses wrong queries, formats and addresses before anything is written', async () => {
    assertRefused(await project.run('events', 'export', 'knd:denial'), 'query:1:1', 'did you mean "kind"?');
    assertRefused(await project.run('events', 'export', '--format', 'xml'), 'one of cef, csv, jsonl, syslog');
    assertRefused(await project.run('events', 'export', '--to', 'http://x'), 'tls://');
    assertRefused(await project.run('events', 'export', '--ca', 'x'), '--ca is for --to');
  });
});

describe('portcullis events export --to', () => {
  it('sends each event with its length before it over TLS, to a receiver whose certificate it verified', async () => {
    const authority = await makeAuthority();
    const { certificate, key } = await authority.issue({ name: 'logs', names: [{ type: 'dns', value: 'localhost' }] });
    project.write('ca.pem', authority.pem);
    let received = '';
    const server = tls.createServer({ cert: certificate, key }, (socket) => {
      socket.setEncoding('utf8').on('data', (text: string) => (received += text));
      socket.on('end', () => socket.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const to = `tls://localhost:${(server.address() as AddressInfo).port}`;
    try {
      const refused = await project.run('events', 'export', '--to', to);
      assert.equal(refused.code, 3, 'an authority that is not known is not believed');
      assert.match(refused.stderr, /\[TARGET_UNREACHABLE\]/);
      assert.equal(received, '');
      const { code, stderr } = await project.run('events', 'export', '--to', to, '--ca', 'ca.pem');
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^2 events exported$/m);
    } finally {
      server.close();
    }
    const frames = framesOf(Buffer.from(received));
    assert.equal(frames.length, 2);
    for (const frame of frames)
      assert.match(
        frame,
        /^<86>1 20\S+ \S+ portcullis - key_created \[origin software="portcullis" swVersion="[^"]+"\] \{/,
      );
  });
});

/** Octet counting (RFC 6587 3.4.1). */
function framesOf(bytes: Buffer): string[] {
  const frames: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(' ', at);
    const length = Number(bytes.toString('latin1', at, space));
    frames.push(bytes.toString('utf8', space + 1, space + 1 + length));
    at = space + 1 + length;
  }
  return frames;
}
