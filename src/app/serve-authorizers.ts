import { PortcullisError } from '../core/errors.js';
import type { Gateway } from '../gateway/gateway.js';
import type { Guard } from '../gateway/guard.js';
import { guards } from '../gateway/guards.js';
import { authorizerGuards } from '../gateway/mounts/authorizer-guards.js';
import { startAuthorizer } from '../gateway/mounts/authorizer.js';
import { partlyEnforcedText } from '../gateway/mounts/partly.js';
import type { ListenPolicy, Project } from '../model/types.js';

interface Closable {
  readonly gateway: Gateway;
  /** It may be asked from then on. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** An address that gives verdicts to a server in front, and the gateway behind it. */
export interface ServedAuthorizer<G extends Closable> {
  readonly url: string;
  readonly own: G;
  close(): Promise<void>;
}

interface Parts<G extends Closable> {
  readonly project: Project;
  readonly allowPlainText: boolean;
  /** Makes a gateway with these guards. */
  open(guards: readonly Guard[]): G;
}

/** Starts the authorizers among the addresses, each with guards that need no body, and limits of its own. */
export async function serveAuthorizers<G extends Closable>(
  listen: readonly ListenPolicy[],
  parts: Parts<G>,
): Promise<readonly ServedAuthorizer<G>[]> {
  const served: ServedAuthorizer<G>[] = [];
  for (const policy of listen) if (policy.authorizer) served.push(await serveOne(policy, policy.authorizer, parts));
  const partly = served.length ? partlyEnforcedText(parts.project) : undefined;
  if (partly !== undefined) process.emitWarning(partly, { code: 'PORTCULLIS_PARTLY_ENFORCED' });
  return served;
}

async function serveOne<G extends Closable>(
  { host, port }: ListenPolicy,
  { trust, requireBody }: NonNullable<ListenPolicy['authorizer']>,
  { allowPlainText, open }: Parts<G>,
): Promise<ServedAuthorizer<G>> {
  if (!allowPlainText && !/^(?:localhost|::1|127(?:\.\d{1,3}){3})$/.test(host)) {
    const hint = 'put the authorizer on this machine, or allow plain text on a network that nobody else reads';
    throw new PortcullisError('USAGE', `Credentials sent to ${host} in plain HTTP could be read by others`, { hint });
  }
  const own = open(authorizerGuards(guards, requireBody));
  await own.ready;
  const authorizing = await startAuthorizer(own.gateway, { host, port, trust });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${authorizing.port}`,
    own,
    async close() {
      await authorizing.close();
      await own.close();
    },
  };
}
