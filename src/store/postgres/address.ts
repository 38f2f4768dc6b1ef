import { isIP } from 'node:net';
import { PortcullisError } from '../../core/errors.js';

/**
 * The address of the database as the driver takes it: to another machine TLS with a verified certificate, unless
 * `sslmode` says something else. Throws `USAGE` for what is no address; it is not in the message, for its password.
 */
export function addressOf(url: string): string {
  const address = parse(url);
  const isElsewhere = address.hostname !== '' && !isLoopback(decodeURIComponent(address.hostname));
  if (isElsewhere && !address.searchParams.has('host') && !address.searchParams.has('sslmode')) {
    address.searchParams.set('sslmode', 'verify-full');
  }
  return address.href;
}

function parse(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address && /^postgres(ql)?:$/.test(address.protocol)) return address;
  throw new PortcullisError('USAGE', 'store.url is no address of a PostgreSQL database', {
    expected: 'postgres://USER:PASSWORD@HOST:PORT/DATABASE',
  });
}

/** Also a folder with a socket, as `%2Frun%2Fpostgresql`. */
function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  if (name === 'localhost' || name === '::1' || name.startsWith('/')) return true;
  return isIP(name) === 4 && name.startsWith('127.');
}
