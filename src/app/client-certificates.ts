import type { TlsFiles } from '../gateway/tls.js';
import type { Project, SchemePolicy } from '../model/types.js';

function wantsCertificate(scheme: SchemePolicy): boolean {
  if (scheme.kind === 'certificate') return true;
  return 'boundTo' in scheme && (scheme.boundTo === 'certificate' || scheme.boundTo === 'any');
}

/**
 * What a TLS listener asks of its clients. `listen.tls.clientCa` makes a certificate a condition of the handshake;
 * a scheme that reads certificates only asks for one, and its guard judges what came. Bound tokens need no authority.
 */
export function clientCertificates(
  project: Project,
  clientCa: string | undefined,
  read: (file: string) => string,
): Pick<TlsFiles, 'clientCa' | 'clientCertificate'> {
  const schemes = project.apis.flatMap(({ schemes: all }) => [...all.values()]).filter(wantsCertificate);
  const files = new Set(schemes.flatMap((scheme) => (scheme.kind === 'certificate' ? [scheme.ca] : [])));
  if (clientCa === undefined && schemes.length === 0) return {};
  return {
    clientCa: [...(clientCa === undefined ? [] : [clientCa]), ...[...files].map(read)].join('\n'),
    clientCertificate: clientCa === undefined ? 'optional' : 'required',
  };
}
