import type { ApiModel, Operation } from '../model/types.js';

/** Operations that accept a security scheme in one of their alternatives. */
export function usesOf(model: ApiModel, scheme: string): readonly Operation[] {
  return [...model.operations.values()].filter(({ security }) =>
    security.alternatives.some((all) => all.some((requirement) => requirement.scheme === scheme)),
  );
}

/** `localhost`, 127.0.0.0/8 and ::1: nobody else hears what is said there. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|::1)$/i.test(host);
}

/** Host of an absolute http URL without TLS that others can listen to; undefined for every other text. */
export function clearTextHost(url: string): string | undefined {
  const host = /^http:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url.trim())?.[1];
  return host && !isLoopback(host) ? host : undefined;
}
