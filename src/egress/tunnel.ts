import net, { type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressTest } from './addresses.js';
import type { CallRecord } from './call-event.js';
import { readClientHello } from './client-hello.js';
import { Refusal } from './refusal.js';
import { AddressRefusedError, checkedAddresses, type Resolve } from './resolve.js';
import type { CallTarget } from './target.js';

const connectMillis = 5000;
const helloMillis = 5000;

export interface TunnelParts {
  readonly target: CallTarget;
  readonly resolve: Resolve;
  readonly record: CallRecord;
  /** Ends the tunnel from outside: the third party was switched off. */
  readonly signal: AbortSignal;
}

/**
 * Connects a client to a host that was checked, and passes TLS on unread once it asks for that very host (otherwise an
 * allowed host would be the door to all others at the same address). Resolves when it is over; throws `Refusal`.
 */
export async function openTunnel(client: Duplex, head: Buffer, parts: TunnelParts): Promise<void> {
  const { integration, host } = parts.target;
  const addresses = await addressesOf(parts);
  const upstream = await connect({ host: addresses[0]!.address, port: host.port });
  try {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    parts.record.status = 200;
    const hello = await helloOf(client, head);
    const reading = readClientHello(hello);
    const wanted = net.isIP(host.host) === 0 ? host.host : undefined;
    if (reading.state !== 'read' || reading.host !== wanted) throw new Refusal('tunnel-name-differs');
    parts.record.bytesIn += hello.length;
    upstream.write(hello);
    await joined(client, upstream, { ...parts, idleMillis: integration.timeoutSeconds * 1000 });
  } finally {
    upstream.destroy();
    client.destroy();
  }
}

async function addressesOf({ target: { integration, host }, resolve }: TunnelParts) {
  try {
    return await checkedAddresses(host.host, resolve, addressTest(integration.addresses));
  } catch (error) {
    throw new Refusal(error instanceof AddressRefusedError ? 'address-refused' : 'unreachable');
  }
}

function connect(to: { readonly host: string; readonly port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ ...to, timeout: connectMillis });
    const fail = (code: 'unreachable' | 'timed-out') => (): void => {
      socket.destroy();
      reject(new Refusal(code));
    };
    socket.once('error', fail('unreachable')).once('timeout', fail('timed-out'));
    socket.once('connect', () => {
      socket.removeAllListeners('timeout').removeAllListeners('error').setTimeout(0);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}

/** The first record, however it was cut into pieces. */
function helloOf(client: Duplex, head: Buffer): Promise<Buffer> {
  let bytes = head;
  if (readClientHello(bytes).state !== 'more') return Promise.resolve(bytes);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(), helloMillis);
    const stop = (): void => {
      clearTimeout(timer);
      client.pause().off('data', onData).off('close', fail);
    };
    const fail = (): void => {
      stop();
      reject(new Refusal('tunnel-name-differs'));
    };
    const onData = (piece: Buffer): void => {
      bytes = Buffer.concat([bytes, piece]);
      if (readClientHello(bytes).state === 'more') return;
      stop();
      resolve(bytes);
    };
    client.on('data', onData).on('close', fail);
  });
}

/** Passes bytes both ways until one side ends, is too long silent, has sent too much, or the tunnel is ended. */
function joined(client: Duplex, upstream: Socket, parts: TunnelParts & { readonly idleMillis: number }): Promise<void> {
  const { record, signal, idleMillis } = parts;
  const { requestBytes, responseBytes } = parts.target.integration;
  return new Promise((resolve, reject) => {
    const end = (refusal?: Refusal): void => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      if (refusal) reject(refusal);
      else resolve();
    };
    const onAbort = (): void => end(new Refusal('vendor-blocked'));
    const timer = setTimeout(() => end(new Refusal('timed-out')), idleMillis);
    const count = (what: 'bytesIn' | 'bytesOut', most: number) => (piece: Buffer) => {
      timer.refresh();
      record[what] += piece.length;
      if (record[what] > most) end(new Refusal(what === 'bytesIn' ? 'body-too-large' : 'answer-too-large'));
    };
    client.on('data', count('bytesIn', requestBytes)).on('close', () => end());
    upstream.on('data', count('bytesOut', responseBytes)).on('close', () => end());
    signal.addEventListener('abort', onAbort);
    client.pipe(upstream);
    upstream.pipe(client);
  });
}
