import { PortcullisError } from '../core/errors.js';
import type { Gateway } from '../gateway/gateway.js';
import type { Guard } from '../gateway/guard.js';
import { guards } from '../gateway/guards.js';
import { authorizerGuards } from '../gateway/mounts/authorizer-guards.js';
import { startAuthorizer, type Authorizing } from '../gateway/mounts/authorizer.js';
import { startExtAuthz } from '../gateway/mounts/ext-authz.js';
import { partlyEnforcedText } from '../gateway/mounts/partly.js';
import type { TlsFiles } from '../gateway/tls.js';
import type { ListenPolicy, Project } from '../model/types.js';
import { readPem } from './listeners.js';

/** An address that gives verdicts to a server in front. */
export interface ServedAuthorizer {
  readonly url: string;
  close(): Promise<void>;
}

interface Parts {
  readonly project: Project;
  readonly allowPlainText: boolean;
  /** Makes a gateway with these guards, which counts together with that of the other addresses. */
  open(guards: readonly Guard[]): Gateway;
}

/** Starts the authorizers among the addresses, each with guards that need no answer. */
export async function serveAuthorizers(
  listen: readonly ListenPolicy[],
  parts: Parts,
): Promise<readonly ServedAuthorizer[]> {
  const served: ServedAuthorizer[] = [];
  for (const policy of listen) if (policy.authorizer) served.push(await serveOne(policy, policy.authorizer, parts));
  const partly = served.length ? partlyEnforcedText(parts.project) : undefined;
  if (partly !== undefined) process.emitWarning(partly, { code: 'PORTCULLIS_PARTLY_ENFORCED' });
  return served;
}

async function serveOne(
  listen: ListenPolicy,
  { trust, requireBody, protocol }: NonNullable<ListenPolicy['authorizer']>,
  { allowPlainText, open }: Parts,
): Promise<ServedAuthorizer> {
  const { host, port } = listen;
  const tls = filesOf(listen);
  if (!tls && !allowPlainText && !/^(?:localhost|::1|127(?:\.\d{1,3}){3})$/.test(host)) {
    const hint = 'put the authorizer on this machine, or allow plain text on a network that nobody else reads';
    throw new PortcullisError('USAGE', `Credentials sent to ${host} in plain HTTP could be read by others`, { hint });
  }
  const gateway = open(authorizerGuards(guards, requireBody));
  const started = await start(gateway, { host, port, trust, tls, protocol });
  const scheme = protocol === 'grpc' ? 'grpc' : 'http';
  return {
    url: `${scheme}${tls ? 's' : ''}://${host.includes(':') ? `[${host}]` : host}:${started.port}`,
    close: () => started.close(),
  };
}

type Starting = Pick<ListenPolicy, 'host' | 'port'> &
  Pick<NonNullable<ListenPolicy['authorizer']>, 'trust' | 'protocol'> & { readonly tls: TlsFiles | undefined };

function start(gateway: Gateway, { protocol, tls, ...options }: Starting): Promise<Authorizing> {
  return protocol === 'grpc' ? startExtAuthz(gateway, { ...options, tls }) : startAuthorizer(gateway, options);
}

/** PEM texts for gRPC, read at the start: a new certificate takes a restart. */
function filesOf({ tls }: ListenPolicy): TlsFiles | undefined {
  if (!tls) return undefined;
  return {
    certificate: readPem(tls.certificate, 'listen.tls.certificate'),
    key: readPem(tls.key, 'listen.tls.key'),
    ...(tls.clientCa === undefined ? {} : { clientCa: readPem(tls.clientCa, 'listen.tls.clientCa') }),
  };
}
