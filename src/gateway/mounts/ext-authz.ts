import { PortcullisError } from '../../core/errors.js';
import { addressMatcher, addressReader } from '../client-address.js';
import { deny } from '../denial.js';
import { upstreamRequest } from '../forward.js';
import type { Gateway } from '../gateway.js';
import type { Client, OnAccepted } from '../live-exchange.js';
import { checkCertificate, type TlsFiles } from '../tls.js';
import type { Authorizing, AuthorizerOptions } from './authorizer.js';
import { definitions, serviceName, type CheckRequest, type CheckResponse } from './ext-authz-proto.js';
import { CheckedRequest } from './ext-authz-request.js';
import { CheckVerdict, refusedStranger } from './ext-authz-verdict.js';
import { optionalPackage } from '../../core/optional-package.js';

export interface ExtAuthzOptions extends AuthorizerOptions {
  /** Without it the questions come in plain text. */
  readonly tls?: TlsFiles | undefined;
}

type Grpc = typeof import('@grpc/grpc-js');
type Call = import('@grpc/grpc-js').ServerUnaryCall<CheckRequest, CheckResponse>;
type Reply = import('@grpc/grpc-js').sendUnaryData<CheckResponse>;

/** The largest body that a policy accepts (10 MiB), its head, and what the message adds. */
const questionBytes = 10 * 1024 * 1024 + 131_072;
const answerBytes = 131_072;
/** Of one connection; Envoy opens more. */
const questionsAtOnce = 1000;
const idleMillis = 300_000;
const sessionMegabytes = 64;
/** Longer than Envoy waits (0.2 s by default); an exchange that nobody waits for must end. */
const verdictMillis = 10_000;
const drainMillis = 1000;

/**
 * Serves verdicts to Envoy's filter `ext_authz` over gRPC (`envoy.service.auth.v3`). `gateway` must have been made with
 * `authorizerGuards`. Throws USAGE when `@grpc/grpc-js` is not installed, CERTIFICATE_INVALID, ADDRESS_IN_USE.
 */
export async function startExtAuthz(gateway: Gateway, options: ExtAuthzOptions): Promise<Authorizing> {
  const [grpc, loader] = await Promise.all([
    optionalPackage('@grpc/grpc-js', () => import('@grpc/grpc-js')),
    optionalPackage('@grpc/proto-loader', () => import('@grpc/proto-loader')),
  ]);
  // Faults come as errors; it would write them to the standard error output too.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  const server = new grpc.Server({
    'grpc.max_receive_message_length': questionBytes,
    'grpc.max_send_message_length': answerBytes,
    'grpc.max_concurrent_streams': questionsAtOnce,
    'grpc.max_connection_idle_ms': idleMillis,
    'grpc-node.max_session_memory': sessionMegabytes,
  });
  const loaded = loader.fromJSON(definitions as Parameters<typeof loader.fromJSON>[0], {});
  const service = loaded[serviceName] as import('@grpc/grpc-js').ServiceDefinition;
  server.addService(service, { Check: answerer(gateway, options.trust) });
  const port = await bound(server, options, credentials(grpc, options.tls));
  return { port, close: () => closed(server) };
}

function answerer(gateway: Gateway, trust: readonly string[]): (call: Call, reply: Reply) => void {
  const isTrusted = addressMatcher(trust);
  const read = addressReader([]);
  return (call, reply) => {
    if (!isTrusted(peerOf(call))) return reply(null, refusedStranger());
    const verdict = new CheckVerdict((response) => {
      clearTimeout(timer);
      reply(null, response);
    });
    const timer = setTimeout(() => verdict.destroy(), verdictMillis);
    call.on('cancelled', () => {
      clearTimeout(timer);
      verdict.cancel();
    });
    const request = new CheckedRequest(call.request);
    const client: Client = { ...read(request.address, undefined), tls: request.tls, viaTrusted: true };
    const onAccepted = acceptInto(verdict, request);
    return gateway.take({ request, response: verdict, clientOf: () => client, onAccepted });
  };
}

/** Envoy sends on the path that it asked about, so another spelling of it must not be what was judged. */
function acceptInto(verdict: CheckVerdict, request: CheckedRequest): OnAccepted {
  return (exchange, route, { responder }) => {
    const refuse = (code: 'PATH_AMBIGUOUS' | 'BODY_TOO_LARGE', reason: string): void =>
      responder.deny(exchange, { ...deny(code, { detail: { reason } }), guard: 'mount' });
    if (request.isCut) return refuse('BODY_TOO_LARGE', 'Envoy sent the beginning of the body only');
    const { path } = upstreamRequest(exchange, route, { authority: exchange.head.authority });
    if (path !== request.url)
      return refuse('PATH_AMBIGUOUS', 'Envoy sends on another path than the one that was judged');
    verdict.accept(exchange, route);
    const isPrivate = exchange.principal !== undefined || route.operation.policy.response.noStore;
    const fields = isPrivate ? ['cache-control', 'no-store'] : [];
    return responder.answer(exchange, { status: 204, fields, body: '' });
  };
}

/** `address:port`, whatever colons the address has. */
function peerOf(call: Call): string {
  const peer = call.getPeer();
  return peer.slice(0, peer.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
}

function credentials(grpc: Grpc, tls: TlsFiles | undefined): import('@grpc/grpc-js').ServerCredentials {
  if (!tls) return grpc.ServerCredentials.createInsecure();
  checkCertificate(tls, Date.now());
  const pair = { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) };
  const ca = tls.clientCa === undefined ? null : Buffer.from(tls.clientCa);
  return grpc.ServerCredentials.createSsl(ca, [pair], ca !== null);
}

function bound(
  server: import('@grpc/grpc-js').Server,
  { host, port }: ExtAuthzOptions,
  own: import('@grpc/grpc-js').ServerCredentials,
): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, own, (cause, bound) => {
      if (!cause) return resolve(bound);
      return reject(new PortcullisError('ADDRESS_IN_USE', `${address} cannot be listened at`, { cause }));
    });
  });
}

function closed(server: import('@grpc/grpc-js').Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, drainMillis);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
