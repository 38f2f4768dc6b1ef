import { PortcullisError } from '../core/errors.js';
import type { ApiModel, SchemePolicy, SecurityScheme } from '../model/types.js';
import { apiKeyVerifier, type KeyStore } from './api-key.js';
import { basicVerifier } from './basic.js';
import { certificateVerifier } from './certificate.js';
import { credentialReader, type CredentialReader } from './credential-reader.js';
import { introspectionVerifier } from './introspection.js';
import { jwtVerifier } from './jwt.js';
import { keySourceAt } from './key-location.js';
import { readPasswordFile } from './password-file.js';
import type { ReplayGuard } from './replay-memory.js';
import { readRevocationLists } from './revocation.js';
import type { SchemeVerifier } from './verifier.js';
import { watchFile } from './watched-file.js';

export interface AuthenticatorDeps {
  readonly clock: { now(): number; monotonic(): number };
  /** Reads a file named in the policy; paths are as written there. */
  readonly readFile: (path: string) => Promise<string>;
  /** The same at once, for what must be there before anything is served. Throws what the user should read. */
  readonly readFileNow: (path: string) => string;
  /** Replaces `${env:NAME}` and `${file:PATH}`. Throws POLICY_SECRET_MISSING. */
  readonly secretOf: (reference: string) => string;
  /** Remembers proofs of possession beyond one verifier; default: each verifier its own. */
  readonly replays?: ReplayGuard;
  /** API keys. Without it a scheme of the kind `apiKeys` cannot be verified: its requirements deny. */
  readonly apiKeys?: { readonly store: KeyStore; readonly pepper: Uint8Array };
}

type Maker<P extends SchemePolicy> = (
  policy: P,
  at: { readonly scheme: string; readonly contract: SecurityScheme | undefined; readonly deps: AuthenticatorDeps },
) => SchemeVerifier | undefined;

/** Hands the reader on, or gives up where the contract has no place for the credential. */
function reading<P extends SchemePolicy>(
  policy: P,
  contract: SecurityScheme | undefined,
  make: (reader: CredentialReader) => SchemeVerifier | undefined,
): SchemeVerifier | undefined {
  const reader = credentialReader(contract, policy);
  return reader && make(reader);
}

const makers: { readonly [K in SchemePolicy['kind']]: Maker<Extract<SchemePolicy, { kind: K }>> } = {
  jwt: (policy, { scheme, contract, deps: { clock, readFile, replays } }) =>
    reading(policy, contract, (reader) => {
      const keys = keySourceAt(policy.jwks, policy.issuer, { monotonic: clock.monotonic, readFile });
      return jwtVerifier({ scheme, policy, reader, clock, keys, replays });
    }),

  introspection: (policy, { scheme, contract, deps: { clock, secretOf, replays } }) =>
    reading(policy, contract, (reader) => {
      const clientSecret = secretOf(policy.clientSecret);
      return introspectionVerifier({ scheme, policy, reader, clock, clientSecret, replays });
    }),

  apiKeys: (policy, { scheme, contract, deps: { clock, apiKeys } }) =>
    reading(policy, contract, (reader) => apiKeys && apiKeyVerifier({ scheme, reader, clock, ...apiKeys })),

  basic: (policy, { scheme, contract, deps: { clock, readFile, readFileNow } }) =>
    reading(policy, contract, (reader) => {
      const { file } = policy;
      const parse = (text: string) => readPasswordFile(text, file);
      const first = readFileNow(file);
      for (const name of policy.users.keys()) checkUser(name, parse(first), file);
      const users = watchFile({ read: () => readFile(file), parse, first: parse(first), monotonic: clock.monotonic });
      return basicVerifier({ scheme, policy, reader, clock, users });
    }),

  certificate: (policy, { scheme, deps }) => {
    const { clock, readFile, readFileNow } = deps;
    const { crl } = policy;
    if (crl !== undefined) readFileNow(crl);
    const parse = (text: string) => readRevocationLists(text, clock.now);
    const { monotonic } = clock;
    const revocations = crl === undefined ? undefined : watchFile({ read: () => readFile(crl), parse, monotonic });
    return certificateVerifier({ scheme, policy, clock, revocations, ca: readFileNow(policy.ca) });
  },
};

function checkUser(name: string, users: ReadonlyMap<string, unknown>, file: string): void {
  if (users.has(name)) return;
  throw new PortcullisError('POLICY_UNKNOWN_NAME', `${file} has no user ${JSON.stringify(name)}`, {
    hint: 'add a line that `portcullis passwords hash` prints, or take the user out of the policy',
  });
}

function verifierOf<K extends SchemePolicy['kind']>(
  policy: Extract<SchemePolicy, { kind: K }>,
  at: Parameters<Maker<SchemePolicy>>[1],
): SchemeVerifier | undefined {
  const make = makers[policy.kind as K];
  return make(policy, at);
}

/** An error of a file or a secret, with the place of the scheme that named it. */
function placed(error: unknown, { node }: SchemePolicy, model: ApiModel): unknown {
  if (!(error instanceof PortcullisError) || error.place) return error;
  const { message, expected, hint, detail, cause } = error;
  return new PortcullisError(error.code, message, { place: model.locate(node, true), expected, hint, detail, cause });
}

/**
 * The verifiers of an API, by scheme name. A scheme that the policy does not configure, or whose credential cannot be
 * read where the contract puts it, has none: requirements that name it deny. Close them when the model is replaced.
 * Throws what the user must mend first, with its place: a file or a secret that is not there.
 */
export function createVerifiers(model: ApiModel, deps: AuthenticatorDeps): ReadonlyMap<string, SchemeVerifier> {
  const verifiers = new Map<string, SchemeVerifier>();
  try {
    for (const [scheme, policy] of model.schemes) {
      try {
        const verifier = verifierOf(policy, { scheme, contract: model.securitySchemes.get(scheme), deps });
        if (verifier) verifiers.set(scheme, verifier);
      } catch (error) {
        throw placed(error, policy, model);
      }
    }
  } catch (error) {
    for (const verifier of verifiers.values()) verifier.close();
    throw error;
  }
  return verifiers;
}
