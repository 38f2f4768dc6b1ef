import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { it } from 'node:test';
import { endInOnePiece } from '../../src/gateway/one-piece.js';

async function rawAnswer(answer: http.RequestListener, message: string): Promise<{ pieces: number; text: string }> {
  const server = http.createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let pieces = 0;
  server.on('connection', (socket: net.Socket & { _writev: unknown }) => {
    const { _writev: many, _write: one } = socket as net.Socket & { _writev: (...args: unknown[]) => void };
    Object.assign(socket, {
      _write: (...args: unknown[]) => ((pieces += 1), Reflect.apply(one, socket, args)),
      _writev: (chunks: unknown[], done: unknown) => (
        (pieces += chunks.length),
        Reflect.apply(many, socket, [chunks, done])
      ),
    });
  });
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1').setEncoding('latin1');
  client.write(message);
  let text = '';
  for await (const chunk of client) text += chunk as string;
  server.close();
  return { pieces, text };
}

const get = (connection: string) => `GET / HTTP/1.1\r\nHost: a\r\nConnection: ${connection}\r\n\r\n`;

it('head and body leave as one piece', async () => {
  const answer: http.RequestListener = (_request, response) => {
    response.writeHead(200, ['content-length', '3']);
    endInOnePiece(response, '\u00e9ab', 'latin1');
  };
  const { pieces, text } = await rawAnswer(answer, get('close'));
  assert.equal(pieces, 1);
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\u00e9ab$/);
});

it('answers to requests that came together stay apart and in order', async () => {
  let count = 0;
  const answer: http.RequestListener = (_request, response) => {
    const text = String((count += 1));
    response.writeHead(200, ['content-length', '1']);
    // The first is answered last.
    setTimeout(() => endInOnePiece(response, text, 'utf8'), text === '1' ? 30 : 0);
  };
  const { text } = await rawAnswer(answer, get('keep-alive') + get('close'));
  assert.deepEqual(
    [...text.matchAll(/\r\n\r\n(\d)/g)].map((match) => match[1]),
    ['1', '2'],
  );
});
