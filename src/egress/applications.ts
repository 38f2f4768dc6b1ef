import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.js';

/** Who calls. */
export interface Applications {
  /** The name of the application. Throws `application-unknown`, `not-this-machine`. */
  nameOf(headers: IncomingHttpHeaders): string;
}

const localHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** Browsers send these, programs do not: a page on the internet may not call third parties in our name (CWE-352). */
const ofBrowsers = ['origin', 'sec-fetch-site', 'sec-fetch-mode'] as const;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Checks `Proxy-Authorization: Basic` (RFC 7617); without applications whoever reaches the address is `local`. */
export function makeApplications(passwords: ReadonlyMap<string, string>): Applications {
  const digests = new Map([...passwords].map(([name, password]) => [name, digest(password)]));
  const nobody = digest('');
  return {
    nameOf(headers) {
      if (ofBrowsers.some((name) => headers[name] !== undefined)) throw new Refusal('not-this-machine');
      if (digests.size === 0) return 'local';
      const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers['proxy-authorization'] ?? '') ?? [];
      const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
      const known = digests.get(name);
      // The same work for names that nobody has.
      const isRight = timingSafeEqual(digest(rest.join(':')), known ?? nobody);
      if (known && isRight) return name;
      throw new Refusal('application-unknown');
    },
  };
}

/** A page whose name was bound to this machine has another `Host`. Requests of a forward proxy name the third party. */
export function checkHost(target: string, headers: IncomingHttpHeaders): void {
  if (target.startsWith('/') && !localHost.test(headers.host ?? '')) throw new Refusal('not-this-machine');
}
