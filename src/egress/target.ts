import type { EgressHost } from '../model/types.js';
import { hostText, type Integration } from './integration.js';
import { Refusal } from './refusal.js';

/** Where a call goes. */
export interface CallTarget {
  readonly integration: Integration;
  readonly host: EgressHost;
  /** Begins with a slash. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  /** What stands before the path in the address that the application called; empty for a forward proxy. */
  readonly base: string;
}

type Integrations = ReadonlyMap<string, Integration>;

const visible = /^[\x21-\x7e]*$/;

/**
 * Reads a request target: `/NAME/path` and `/NAME@HOST/path`, or the absolute form that clients of a forward proxy send
 * (RFC 9112 3.2.2), whose host must be one of an integration. Throws `Refusal`.
 */
export function readCallTarget(target: string, integrations: Integrations): CallTarget {
  if (!visible.test(target) || /[\\#]/.test(target)) throw new Refusal('integration-unknown');
  const question = target.indexOf('?');
  const address = question === -1 ? target : target.slice(0, question);
  const query = question === -1 ? '' : target.slice(question + 1);
  const found = address.startsWith('/') ? direct(address, integrations) : absolute(address, integrations);
  if (hasTwoReadings(found.path)) throw new Refusal('operation-unknown', 'the path can be read in more than one way');
  return { ...found, query };
}

function direct(address: string, integrations: Integrations): Omit<CallTarget, 'query'> {
  const [, name = '', at, path = '/'] = /^\/([\w-]+)(?:@([^/]+))?(\/.*)?$/.exec(address) ?? [];
  const integration = integrations.get(name);
  if (!integration) throw new Refusal('integration-unknown');
  const host = at === undefined ? integration.hosts[0] : hostOf(at, integration);
  if (!host) throw new Refusal('host-refused');
  return { integration, host, path, base: `/${name}${at === undefined ? '' : `@${at}`}` };
}

/** Only the spelling that the policy has: another one of the same address is another host. */
function hostOf(text: string, { hosts, plainText }: Integration): EgressHost | undefined {
  const wanted = text.toLowerCase();
  return hosts.find((host) => wanted === hostText(host, plainText) || wanted === fullText(host));
}

const fullText = ({ host, port }: EgressHost): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

function absolute(address: string, integrations: Integrations): Omit<CallTarget, 'query'> {
  const [, authority = '', path = '/'] = /^http:\/\/([^/@]+)(\/.*)?$/i.exec(address) ?? [];
  for (const integration of integrations.values()) {
    const host = hostOf(authority, integration);
    if (host) return { integration, host, path, base: '' };
  }
  throw new Refusal('host-refused');
}

/** The integrations that may call `host:port`. */
export function integrationsFor(authority: string, integrations: Integrations): readonly CallTarget[] {
  return [...integrations.values()].flatMap((integration) => {
    const host = hostOf(authority, integration);
    return host ? [{ integration, host, path: '/', query: '', base: '' }] : [];
  });
}

/** Dots and empty segments: what is checked here might be another operation there. */
function hasTwoReadings(path: string): boolean {
  if (path.includes('//') || /%(?![0-9a-f]{2})/i.test(path) || /%(?:2f|5c|00)/i.test(path)) return true;
  return path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}
