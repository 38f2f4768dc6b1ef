import type { ConsoleOidc, ConsolePolicy } from './policy-console-types.js';
import type { Faults } from './policy-faults.js';
import { readListen } from './policy-listen.js';
import { checkReferences, checkSecret } from './policy-secrets.js';
import { below } from './pointer.js';
import type { NodeRef } from './types.js';

/** `console` as written. */
export interface RawConsole {
  readonly address?: string;
  readonly tls?: { readonly certificate: string; readonly key: string; readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' };
  readonly url?: string;
  readonly oidc?: Partial<Omit<ConsoleOidc, 'roles'>> &
    Pick<ConsoleOidc, 'issuer' | 'clientId' | 'clientSecret'> & {
      readonly roles: Readonly<Record<string, 'viewer' | 'analyst' | 'operator' | 'auditor' | 'admin'>>;
    };
}

const defaultAddress = '127.0.0.1:9443';

interface Context {
  readonly node: NodeRef;
  readonly baseDir: string;
  readonly faults: Faults;
}

/** `console` with its defaults. Reports an address that others reach without TLS, and a secret that is written down. */
export function readConsole(raw: RawConsole | undefined, context: Context): ConsolePolicy {
  const { node, baseDir, faults } = context;
  const { address = defaultAddress, tls, url, oidc } = raw ?? {};
  // The same words as an address of the gateway, so the same reader.
  const [read] = readListen([{ address, ...(tls ? { tls } : {}) }], {
    node: raw ? node : { file: '', pointer: '' },
    baseDir,
    faults,
  });
  const { host, port, tls: resolved } = read!;
  if (!resolved && host !== 'localhost' && host !== '::1' && !host.startsWith('127.')) {
    faults.add('POLICY_INVALID', 'The console can be reached by others without TLS', below(node, 'address'), {
      expected: 'an address of this machine such as 127.0.0.1:9443, or `tls` beside it',
    });
  }
  const pem = resolved && {
    certificate: resolved.certificate,
    key: resolved.key,
    minVersion: tls?.minVersion ?? ('TLSv1.2' as const),
  };
  return {
    host,
    port,
    tls: pem,
    url: url?.toLowerCase(),
    oidc: oidc && readOidc(oidc, { ...context, url }),
    node: raw ? node : undefined,
  };
}

function readOidc(
  raw: NonNullable<RawConsole['oidc']>,
  { node, faults, url }: Context & { readonly url: string | undefined },
): ConsoleOidc {
  const place = below(node, 'oidc');
  checkSecret(raw.clientSecret, below(place, 'clientSecret'), faults);
  checkReferences(raw.clientSecret, below(place, 'clientSecret'), faults);
  if (url === undefined) {
    faults.add('POLICY_INVALID', 'Single sign-on needs the address that people come back to', place, {
      expected: '`url: https://console.example` beside it',
    });
  }
  if (!isSafe(raw.issuer)) {
    faults.add('POLICY_INVALID', 'The provider of single sign-on has no TLS', below(place, 'issuer'), {
      expected: 'an https address, or one of this machine',
    });
  }
  const { issuer, clientId, clientSecret, label = new URL(issuer).host, scopes = ['profile'] } = raw;
  const { userClaim = 'sub', roleClaim = 'roles' } = raw;
  return {
    issuer,
    clientId,
    clientSecret,
    label,
    scopes,
    userClaim,
    roleClaim,
    roles: new Map(Object.entries(raw.roles)),
  };
}

function isSafe(issuer: string): boolean {
  return (
    issuer.startsWith('https://') || /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/.test(issuer)
  );
}
