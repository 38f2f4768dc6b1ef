import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { readCompose } from '../../../src/audit/deployment/compose.js';
import { baseStage, finalUser, parseDockerfile, splitImage } from '../../../src/audit/deployment/dockerfile.js';
import { parseEnvFile } from '../../../src/audit/deployment/env-file.js';
import { readManifest } from '../../../src/audit/deployment/kubernetes.js';
import { everyDirective, parseNginx } from '../../../src/audit/deployment/nginx.js';
import { proxyFaults } from '../../../src/audit/deployment/nginx-faults.js';
import { endedOn, endOfLife, majorOf, releasesAsOf } from '../../../src/audit/deployment/node-releases.js';
import { readYamlDocuments } from '../../../src/audit/deployment/yaml-documents.js';
import { readLockfile } from '../../../src/audit/dependencies/lockfile.js';
import { ZipError, zipEntries } from '../../../src/audit/dependencies/zip.js';
import { PortcullisError } from '../../../src/core/errors.js';

describe('a configuration of nginx', () => {
  it('is read with blocks, quotes, variables and comments, each directive with its place', () => {
    const text = `# head
http {
  server { listen 443 ssl; location ~ "^/a{2}" { return 200 'x;y'; } }
  set $a \${b}c; # tail
}`;
    const { directives } = parseNginx('nginx.conf', text);
    const found = [...everyDirective(directives)].map(
      ({ directive: { name, args, place }, parents }) =>
        `${place.line}:${place.column} ${parents.length} ${name} ${args.join('|')}`,
    );
    assert.deepEqual(found, [
      '2:1 0 http ',
      '3:3 1 server ',
      '3:12 2 listen 443|ssl',
      '3:28 2 location ~|^/a{2}',
      '3:50 3 return 200|x;y',
      '4:3 1 set $a|${b}c',
    ]);
  });

  it('that is broken is refused at the place', () => {
    const placeOf = (text: string): string => {
      try {
        parseNginx('nginx.conf', text);
      } catch (error) {
        assert.ok(error instanceof PortcullisError);
        return `${error.code} ${error.place!.line}:${error.place!.column}`;
      }
      return 'read';
    };
    assert.equal(placeOf('server {\n  listen 80;\n'), 'SYNTAX_INVALID 1:1');
    assert.equal(placeOf('server {\n  listen 80\n}'), 'SYNTAX_INVALID 3:1');
    assert.equal(placeOf('}\n'), 'SYNTAX_INVALID 1:1');
    assert.equal(placeOf('listen 80'), 'SYNTAX_INVALID 1:1');
    assert.equal(placeOf('a { '.repeat(5000)), 'SYNTAX_INVALID 1:259');
  });
});

describe('a Dockerfile', () => {
  it('is read with continuations, arguments and stages', () => {
    const file = parseDockerfile(
      'Dockerfile',
      'ARG V=24\nFROM --platform=linux/amd64 node:${V} AS build\nRUN a \\\n# comment\n  && b\nENV A=1 B="two words"\nENV OLD value\nFROM build\nUSER app\n',
    );
    assert.deepEqual(
      file.stages.map(({ image, tag, base }) => [image, tag, base]),
      [
        ['node:24', '24', undefined],
        ['build', undefined, 0],
      ],
    );
    assert.deepEqual(
      file.env.map(({ name, value }) => [name, value]),
      [
        ['V', '24'],
        ['A', '1'],
        ['B', 'two words'],
        ['OLD', 'value'],
      ],
    );
    assert.equal(finalUser(file)!.name, 'app');
    assert.equal(baseStage(file)!.image, 'node:24');
  });

  it('names images as registries do', () => {
    assert.deepEqual(splitImage('localhost:5000/a/b'), { name: 'localhost:5000/a/b', tag: undefined, pinned: false });
    assert.deepEqual(splitImage('a:1@sha256:x'), { name: 'a', tag: '1', pinned: true });
  });
});

it('a YAML file of several documents has the right lines, and one that is broken spares the others', () => {
  const { documents, problem } = readYamlDocuments('a.yaml', '# head\na: 1\n---\nb: [1\n---\nc:\n  d: 1\n');
  assert.deepEqual(
    documents.map(({ value }) => value),
    [{ a: 1 }, { c: { d: 1 } }],
  );
  assert.equal(documents[1]!.place('c', 'd').line, 7);
  assert.ok(problem!.place!.line >= 4 && problem!.place!.line <= 5);
});

it('an env file is read with exports, quotes and comments', () => {
  const entries = parseEnvFile('.env', '# x\nexport A=1 # one\nB="a # b"\nC=\'d\'\nnot a line\n', true);
  assert.deepEqual(
    entries.map(({ name, value, place }) => [name, value, place.line]),
    [
      ['A', '1', 2],
      ['B', 'a # b', 3],
      ['C', 'd', 4],
    ],
  );
});

it('lines of Node have an end, and what is older than the table ended before it', () => {
  assert.equal(endedOn(20, '2026-04-30'), undefined);
  assert.equal(endedOn(20, '2026-05-01'), '2026-04-30');
  assert.equal(endedOn(8, '2026-05-01'), endOfLife.get(12));
  assert.equal(endedOn(99, '2026-05-01'), undefined);
  assert.deepEqual(['v20.1.0', '22', 'lts/jod', '18-alpine', 'latest', 'iron-slim'].map(majorOf), [
    20,
    22,
    22,
    18,
    undefined,
    20,
  ]);
  assert.match(releasesAsOf, /^20\d\d-\d\d-\d\d$/);
});

describe('whatever the text is', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        ';',
        '"',
        "'",
        '#',
        '\n',
        ' ',
        '\\',
        '$',
        '${',
        ':',
        '- ',
        '---\n',
        '[',
        ']',
        '@',
        ',',
        '&a',
        '*a',
        '<<EOF',
      ),
      fc.constantFrom(
        'FROM node',
        'USER',
        'location /',
        'alias /x/',
        'lockfileVersion',
        '__metadata',
        'version',
        'apiVersion: v1\nkind: Pod\n',
        'services:\n',
        'packages',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 60 },
  );
  const options = { numRuns: 400, interruptAfterTimeLimit: 1500 };
  const survives = (work: (text: string) => void) =>
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          work(parts.join(''));
        } catch (error) {
          if (!(error instanceof PortcullisError)) throw error;
        }
      }),
      options,
    );

  it('nginx is read or refused', () => survives((text) => proxyFaults(parseNginx('a.conf', text))));
  it('a Dockerfile is read', () => survives((text) => finalUser(parseDockerfile('Dockerfile', text))));
  it('manifests and compose files are read or refused', () =>
    survives((text) => {
      for (const document of readYamlDocuments('a.yaml', text).documents) {
        readManifest(document);
        readCompose(document);
      }
    }));
  for (const file of ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml']) {
    it(`${file} is read or refused`, () => survives((text) => readLockfile({ file, text })));
  }

  it('an archive is read or refused', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const archive = Buffer.concat([
          Buffer.from('PK\x03\x04'),
          bytes,
          Buffer.from('PK\x05\x06'),
          Buffer.from(bytes.subarray(0, 18)),
          Buffer.alloc(18),
        ]);
        try {
          for (const { content } of zipEntries(archive)) assert.ok(content.length <= 16 * 1024 * 1024);
        } catch (error) {
          assert.ok(error instanceof ZipError, String(error));
        }
      }),
      options,
    ));
});
