import type { Site } from './net.js';

/** An address at a third party. */
export function siteUrl({ host, port, isTls }: Site, path: string): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return new URL(path, `${isTls ? 'https' : 'http'}://${name}:${port}`).href;
}
