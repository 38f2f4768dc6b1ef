import { isLoopback } from './schemes.js';

/** Host of an absolute URL, or of one that only lacks the scheme; undefined where it has none or a variable stands in it. */
export function hostOf(url: string): string | undefined {
  return /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:{}]+)(?::\d+)?(?:[/?#]|$)/i.exec(url.trim())?.[1];
}

/** Ranges of addresses that the internet does not know (RFC 1918, RFC 3927, RFC 6598, RFC 4193). */
const privateAddress =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd][0-9a-f]{2}:)/i;

/** Names that public DNS does not know (RFC 6762, RFC 8375, ICANN's `internal`), and names of containers and clusters. */
const privateName = /\.(internal|local|lan|corp|intranet|private|home\.arpa|svc|cluster\.local)$/i;

/** A host that only the inner network reaches. This machine is none: it gives nothing away. */
export function isInternalHost(host: string): boolean {
  if (isLoopback(host) || /^(0\.0\.0\.0|host\.docker\.internal)$/i.test(host)) return false;
  if (privateAddress.test(host) || privateName.test(host)) return true;
  return /^[a-z][a-z0-9_-]*$/i.test(host);
}
