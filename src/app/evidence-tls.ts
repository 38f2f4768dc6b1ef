import tls from 'node:tls';
import type { ListenerProbe } from '../evidence/item.js';
import type { ListenPolicy } from '../model/types.js';

const probeMillis = 3000;

/** Connects to every address of the policy as a client does: what is served counts, not what is configured. */
export function probeListeners(listen: readonly ListenPolicy[]): Promise<readonly ListenerProbe[]> {
  return Promise.all(listen.filter(({ authorizer }) => !authorizer).map(probeListener));
}

async function probeListener({ host, port, tls: files }: ListenPolicy): Promise<ListenerProbe> {
  const target = { host: anyAddress(host), port };
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const current = await handshake(target, {});
  if (typeof current === 'string') {
    const silent = { protocol: '', cipher: '', subject: '', issuer: '', notAfter: 0, oldProtocol: '' };
    return { address, tls: files !== undefined, reached: current === 'refused', ...silent };
  }
  // OpenSSL offers such versions at its lowest security level only.
  const old = await handshake(target, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  const oldProtocol = typeof old === 'string' ? 'refused' : 'accepted';
  return { address, tls: files !== undefined, reached: true, ...current, oldProtocol };
}

/** Who listens everywhere is asked here. */
const anyAddress = (host: string): string => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);

type Shaken = Pick<ListenerProbe, 'protocol' | 'cipher' | 'subject' | 'issuer' | 'notAfter'>;

/** What a handshake showed; `refused`: something listens and would not; `unreached`: nothing does. */
function handshake(
  target: { readonly host: string; readonly port: number },
  options: tls.ConnectionOptions,
): Promise<Shaken | 'refused' | 'unreached'> {
  return new Promise((resolve) => {
    let isConnected = false;
    // The certificate is evidence whoever signed it: its issuer is told.
    const socket = tls.connect({ ...target, ...options, rejectUnauthorized: false, servername: '' });
    const end = (result: Shaken | 'refused' | 'unreached'): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(probeMillis, () => end(isConnected ? 'refused' : 'unreached'));
    socket.once('connect', () => (isConnected = true));
    socket.once('error', () => end(isConnected ? 'refused' : 'unreached'));
    socket.once('secureConnect', () => end(shown(socket)));
  });
}

function shown(socket: tls.TLSSocket): Shaken {
  const { subject, issuer, valid_to: end } = socket.getPeerCertificate();
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    notAfter: Date.parse(end) || 0,
  };
}

const nameOf = (name: tls.Certificate | undefined): string =>
  [name?.O, name?.CN]
    .flat()
    .filter((part) => part !== undefined)
    .join(', ');
