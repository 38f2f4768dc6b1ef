import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { maxParts, readMultipart } from '../../src/gateway/multipart.js';

const disposition = 'Content-Disposition: form-data; name="a"';

function body(...parts: readonly string[]): string {
  return `${parts.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\n`;
}

const part = (head: string, content = 'x'): string => `${head}\r\n\r\n${content}`;
const read = (text: string, boundary: string | undefined = 'B') => readMultipart(Buffer.from(text, 'latin1'), boundary);

test('parts have a name, content, and what else their heads say', () => {
  const { parts } = read(
    body(
      part(disposition, 'one\r\ntwo\n--b'),
      part('content-disposition: Form-Data; name="b"; filename="fünf.png"\r\nContent-Type: Image/PNG', '').replace(
        'ü',
        'Ã¼',
      ),
      part('Content-Disposition: form-data ; name=c\r\nContent-Length: 1'),
    ),
  );
  assert.deepEqual(
    parts?.map(({ name, filename, type, content }) => [name, filename, type?.mediaType, content.toString()]),
    [
      ['a', undefined, undefined, 'one\r\ntwo\n--b'],
      ['b', 'fünf.png', 'image/png', ''],
      ['c', undefined, undefined, 'x'],
    ],
  );
  assert.deepEqual(read('--B--').parts, []);
});

for (const [what, text] of Object.entries({
  'a preamble': `hello\r\n${body(part(disposition))}`,
  'an epilogue': `${body(part(disposition))}GET / HTTP/1.1`,
  'no end': `--B\r\n${part(disposition)}\r\n`,
  'no end of the last line': `--B\r\n${part(disposition)}\r\n--B`,
  'padding behind the boundary': `--B \r\n${part(disposition)}\r\n--B--`,
  'the boundary as the start of a longer line': `--B\r\n${part(disposition, 'x\r\n--Bb')}\r\n--B--`,
  'the boundary inside a line': body(part(disposition, 'x --B y')),
  'the boundary after a bare line feed': `--B\r\n${part(disposition)}\n--B--`,
  'bare line feeds in a head': body('Content-Disposition: form-data; name="a"\n\nx'),
  'a folded field': body(part('Content-Disposition: form-data;\r\n name="a"')),
  'a part without a head': body('\r\nx'),
  'a part without a name': body(part('Content-Disposition: form-data')),
  'a part that is no form-data': body(part('Content-Disposition: attachment; name="a"')),
  'two names': body(part(`${disposition}; name="b"`)),
  'two file names': body(part(`${disposition}; filename="a"; filename="b"`)),
  'a second file name in the other form': body(part(`${disposition}; filename="a"; filename*=UTF-8''b.php`)),
  'only the other form': body(part(`${disposition}; filename*=UTF-8''b.php`)),
  'an escaped quote': body(part('Content-Disposition: form-data; name="a\\"; filename=\\"b"')),
  'an open quote': body(part('Content-Disposition: form-data; name="a')),
  'an unknown parameter': body(part(`${disposition}; size=1`)),
  'two dispositions': body(part(`${disposition}\r\n${disposition}`)),
  'a space before the colon': body(part('Content-Disposition : form-data; name="a"')),
  'a transfer encoding': body(part(`${disposition}\r\nContent-Transfer-Encoding: base64`)),
  'even the one that changes nothing': body(part(`${disposition}\r\nContent-Transfer-Encoding: binary`)),
  'another length': body(part(`${disposition}\r\nContent-Length: 7`)),
  'a malformed media type': body(part(`${disposition}\r\nContent-Type: png`)),
  'a control character in the head': body(part(`${disposition}\r\nX-A: \x01`)),
  'a head that is not UTF-8': body(part('Content-Disposition: form-data; name="\xff"')),
  'nine fields': body(part([disposition, ...Array.from({ length: 8 }, (_, i) => `X-${i}: 1`)].join('\r\n'))),
  'a long head': body(part(`${disposition}\r\nX-A: ${'a'.repeat(5_000)}`)),
  'a property of all objects': body(part('Content-Disposition: form-data; name="__proto__"')),
  'too many parts': body(...Array.from({ length: maxParts + 1 }, () => part(disposition))),
  nothing: '',
})) {
  test(`a body with ${what} is refused`, () => assert.equal(typeof read(text).reason, 'string'));
}

for (const boundary of [undefined, '', 'a b', 'a'.repeat(71), 'a"b', 'a\r\nb']) {
  test(`the boundary ${JSON.stringify(boundary)} is refused`, () => {
    assert.equal(typeof readMultipart(Buffer.from('--B--'), boundary).reason, 'string');
  });
}

for (const name of [
  '../a.png',
  'a/b',
  'a\\b',
  'c:a',
  '..',
  '.',
  'a.',
  'a ',
  'a\u202egnp.exe',
  'a\u0085',
  'NUL',
  'com1.txt',
  'a%2fb',
  'x'.repeat(256),
]) {
  test(`the file name ${JSON.stringify(name.slice(0, 20))} is refused`, () => {
    const bytes = Buffer.from(body(part(`${disposition}; filename="${name}"`)));
    assert.match(readMultipart(bytes, 'B').reason ?? '', /name|malformed/);
  });
}

test('what is accepted is read by the parser of the platform in the same way', async () => {
  const names = fc.string({
    unit: fc.constantFrom('a', 'b', '[', ']', '.', ' ', 'é', '%'),
    minLength: 1,
    maxLength: 8,
  });
  const contents = fc.string({ unit: fc.constantFrom('a', '\r\n', '-', '--', '\n', '"', 'ü'), maxLength: 12 });
  const parts = fc.array(fc.tuple(names, contents, fc.boolean()), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(parts, async (list) => {
      const texts = list.map(([name, content, isFile]) =>
        part(`Content-Disposition: form-data; name="${name}"${isFile ? '; filename="f.txt"' : ''}`, content),
      );
      const bytes = Buffer.from(body(...texts));
      const { parts: ours } = readMultipart(bytes, 'B');
      assert.ok(ours);
      const headers = { 'content-type': 'multipart/form-data; boundary=B' };
      const theirs = [...(list.length ? await new Response(bytes, { headers }).formData() : new FormData())];
      const plain = await Promise.all(
        theirs.map(async ([name, value]) => [name, typeof value === 'string' ? value : await value.text()]),
      );
      assert.deepEqual(
        ours.map(({ name, content }) => [name, content.toString()]),
        plain,
      );
    }),
    { numRuns: 150 },
  );
});

test('no bytes make it throw', () => {
  const piece = fc.constantFrom('--B', '\r\n', '--', disposition, ':', 'x', '; filename="a"', '\r\n\r\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => void read(pieces.join(''))),
    { numRuns: 500 },
  );
});
