import net from 'node:net';

const headEnd = '\r\n\r\n';

/** True when `text` (Latin-1) is one whole HTTP/1.1 response. */
function isWhole(text, head) {
  const start = head.length + headEnd.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length) return text.length >= start + Number(length[1]);
  return !/\r\ntransfer-encoding: *chunked/i.test(head) || text.endsWith('0\r\n\r\n');
}

/** One keep-alive connection that sends raw requests one after the other and opens itself anew when it was closed. */
export class Connection {
  #port;
  #socket;
  #text = '';
  #waiting;

  constructor(port) {
    this.#port = port;
  }

  /** Resolves to the status, or 0 when the connection broke. */
  send(raw) {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#socket ??= this.#open();
      this.#socket.write(raw, 'latin1');
    });
  }

  close() {
    this.#socket?.destroy();
  }

  #open() {
    const socket = net.connect(this.#port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => socket === this.#socket && this.#end(0, true));
    return socket;
  }

  #read(chunk) {
    this.#text += chunk;
    const at = this.#text.indexOf(headEnd);
    if (at < 0) return;
    const head = this.#text.slice(0, at);
    if (isWhole(this.#text, head)) this.#end(Number(head.slice(9, 12)), /\r\nconnection: *close/i.test(head));
  }

  #end(status, closed) {
    const resolve = this.#waiting;
    this.#waiting = undefined;
    this.#text = '';
    if (closed) {
      this.#socket.destroy();
      this.#socket = undefined;
    }
    resolve?.(status);
  }
}
