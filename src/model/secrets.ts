import path from 'node:path';
import { PortcullisError } from '../core/errors.js';

/** Where secrets come from. The caller reads the environment and the disk; this file does not. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that `${file:PATH}` is relative to: the policy's. */
  readonly baseDir: string;
  /** Text of a file; throws when it cannot be read. */
  readonly read: (file: string) => string;
  /** The secret of a name in the vault; throws when there is none. Absent where there is no vault. */
  readonly vault?: (name: string) => string;
}

const reference = /\$\{([a-zA-Z]+):([^}]*)\}/g;

/** One `${kind:name}` of a text. */
export interface SecretReference {
  readonly kind: string;
  readonly name: string;
}

/** The references in a text, in order. */
export function secretReferences(text: string): readonly SecretReference[] {
  return [...text.matchAll(reference)].map(([, kind = '', name = '']) => ({ kind, name }));
}

/** Why a reference cannot work, or undefined: `${env:NAME}`, `${file:PATH}` and `${vault:NAME}` can. */
export function referenceFault({ kind, name }: SecretReference): string | undefined {
  if (kind !== 'env' && kind !== 'file' && kind !== 'vault') return `\${${kind}:...} is no kind of reference`;
  return name.trim() === '' ? `\${${kind}:} names nothing` : undefined;
}

/** What can be written where a secret is wanted. */
export const referenceHint = 'write ${env:NAME}, ${file:PATH} or ${vault:NAME}';

/**
 * Replaces every reference in a text by its secret.
 *
 * @throws PortcullisError POLICY_SECRET_MISSING when a reference points at nothing. The secret is never in a message.
 */
export function resolveSecret(text: string, sources: SecretSources): string {
  return text.replace(reference, (_, kind: string, name: string) => secretOf({ kind, name }, sources));
}

/** The same for every text inside a value, such as the body of a login. */
export function resolveSecrets(value: unknown, sources: SecretSources): unknown {
  if (typeof value === 'string') return resolveSecret(value, sources);
  if (Array.isArray(value)) return value.map((item) => resolveSecrets(item, sources));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolveSecrets(inner, sources)]));
}

function secretOf(wanted: SecretReference, sources: SecretSources): string {
  const fault = referenceFault(wanted);
  if (fault) throw missing(fault, referenceHint);
  if (wanted.kind === 'vault') return fromVault(wanted.name, sources);
  return wanted.kind === 'env' ? fromEnvironment(wanted.name, sources) : fromFile(wanted.name, sources);
}

function fromVault(name: string, { vault }: SecretSources): string {
  if (vault) return vault(name);
  throw missing(`There is no vault here for \${vault:${name}}`, 'write ${env:NAME} or ${file:PATH}');
}

function fromEnvironment(name: string, { env }: SecretSources): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  // An empty variable is a forgotten one: an empty password would be sent without anybody noticing.
  if (value === undefined || value === '') {
    throw missing(`The environment variable ${name} is not set`, `set ${name} before you start`);
  }
  return value;
}

function fromFile(name: string, { baseDir, read }: SecretSources): string {
  const text = readOrThrow(path.resolve(baseDir, name), read);
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw missing(`The secret file ${name} is empty`, 'write the secret into it');
  return secret;
}

function readOrThrow(file: string, read: (file: string) => string): string {
  try {
    return read(file);
  } catch (cause) {
    throw new PortcullisError('POLICY_SECRET_MISSING', `The secret file ${file} cannot be read`, { cause });
  }
}

function missing(message: string, hint: string): PortcullisError {
  return new PortcullisError('POLICY_SECRET_MISSING', message, { hint });
}

const secretName = /pass(?!enger)|secret|token|otp|credential|api[-_]?key/i;
const pin = /(^|[^a-zA-Z]|[a-z](?=P))pin($|[^a-z])/i;

/** True for names of properties and header fields whose value is a secret: `password`, `cardPin`, `Authorization`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) || pin.test(name) || /^(proxy-)?authorization$|^cookie$/i.test(name);
}
