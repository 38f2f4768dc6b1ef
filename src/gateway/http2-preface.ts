import type { Socket } from 'node:net';

/** How every HTTP/2 connection begins (RFC 9113 3.4). No HTTP/1 method begins with `PRI`. */
const preface = 'PRI';

/** Tells from the first bytes whether the client speaks HTTP/2, and puts them back. Silence ends the connection. */
export function takePreface(socket: Socket, waitMillis: number, tell: (isHttp2: boolean) => void): void {
  const timer = setTimeout(() => socket.destroy(), waitMillis);
  const onError = (): void => undefined;
  socket.on('error', onError);
  socket.once('close', () => clearTimeout(timer));
  let seen = Buffer.alloc(0);
  const look = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk) seen = Buffer.concat([seen, chunk]);
    const start = seen.toString('latin1', 0, preface.length);
    if (start.length < preface.length && preface.startsWith(start)) return void socket.once('readable', look);
    clearTimeout(timer);
    socket.off('error', onError);
    socket.unshift(seen);
    return tell(start === preface);
  };
  socket.once('readable', look);
}
