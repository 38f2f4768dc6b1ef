import { readFileSync } from 'node:fs';
import { PortcullisError } from '../core/errors.js';
import type { ServiceKeyOptions } from './aws-kms-key.js';
import { askService, checkServiceUrl, type ServiceAnswer } from './key-service.js';
import { notOurs } from './local-key.js';
import { fromContext, withContext, type VaultKey } from './vault-key.js';

const namePattern = /^(?:([\w-]+(?:\/[\w-]+)*)\/)?([\w.-]+)$/;

/** A key of HashiCorp Vault's or OpenBao's transit engine: it can wrap anew without showing the data key. */
export interface TransitKey extends VaultKey {
  rewrap(wrapped: string): Promise<string>;
}

/**
 * A key of the transit engine (`/v1/MOUNT/encrypt|decrypt|rewrap/NAME`). `name` is `NAME` or `MOUNT/NAME`; the mount
 * is `transit` by default. Reads `VAULT_ADDR`, `VAULT_TOKEN` or `VAULT_TOKEN_FILE`, and `VAULT_NAMESPACE`.
 */
export function transitKey(name: string, { env, limits }: ServiceKeyOptions): TransitKey {
  const [, mount = 'transit', key] = namePattern.exec(name) ?? [];
  const source = `transit:${name}`;
  if (key === undefined) throw new PortcullisError('USAGE', `${source} names no key`, { expected: 'transit:NAME' });
  if (!env.VAULT_ADDR) throw missing('VAULT_ADDR is not set', source);
  const base = checkServiceUrl(env.VAULT_ADDR, 'VAULT_ADDR');

  async function call(action: 'encrypt' | 'decrypt' | 'rewrap', fields: object): Promise<Record<string, unknown>> {
    const url = new URL(`${base.pathname.replace(/\/$/, '')}/v1/${mount}/${action}/${key}`, base);
    const headers = (): Record<string, string> => ({
      'content-type': 'application/json',
      'x-vault-token': tokenOf(env, source),
      'x-vault-request': 'true',
      ...(env.VAULT_NAMESPACE ? { 'x-vault-namespace': env.VAULT_NAMESPACE } : {}),
    });
    const answer = await askService({ url, headers, body: JSON.stringify(fields) }, () => false, limits);
    if (answer.status === 200) return answer.json.data as Record<string, unknown>;
    throw refused(source, answer);
  }

  const wrapped = async (action: 'encrypt' | 'rewrap', fields: object) =>
    textOf((await call(action, fields))?.ciphertext, source);
  return {
    id: source,
    source,
    wrap: (plain, context) => wrapped('encrypt', { plaintext: withContext(plain, context).toString('base64') }),
    rewrap: (ciphertext) => wrapped('rewrap', { ciphertext }),
    async unwrap(ciphertext, context) {
      const data = await call('decrypt', { ciphertext });
      return fromContext(Buffer.from(textOf(data?.plaintext, source), 'base64'), context);
    },
  };
}

/** True for a key that wraps anew by itself. */
export function canRewrap(key: VaultKey): key is TransitKey {
  return 'rewrap' in key;
}

/** Read at every call: agents renew the file. */
function tokenOf(env: ServiceKeyOptions['env'], source: string): string {
  const token = env.VAULT_TOKEN || (env.VAULT_TOKEN_FILE && readToken(env.VAULT_TOKEN_FILE));
  if (token && /^[\x21-\x7e]+$/.test(token)) return token;
  throw missing('neither VAULT_TOKEN nor VAULT_TOKEN_FILE gives a token', source);
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `The token file ${file} cannot be read`, { cause });
  }
}

function missing(what: string, source: string): PortcullisError {
  return new PortcullisError('VAULT_KEY_MISSING', `The key service cannot be asked: ${what}`, {
    expected: `it is needed for ${source}`,
  });
}

function refused(source: string, { status, json }: ServiceAnswer): PortcullisError {
  const errors = Array.isArray(json.errors) ? json.errors.map(String).join('; ') : '';
  // 400 with these words: the ciphertext is of another key, or was changed.
  if (status === 400 && /message authentication failed|invalid ciphertext|unable to decrypt/i.test(errors)) {
    return notOurs(source);
  }
  const why = errors.slice(0, 200).trim() || `status ${status}`;
  return new PortcullisError('VAULT_KEY_MISSING', `The key service does not let us use ${source}: ${why}`, {
    hint: 'the key must exist, and the token needs update on encrypt, decrypt and rewrap of it',
  });
}

function textOf(value: unknown, source: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new PortcullisError('VAULT_UNAVAILABLE', `The key service of ${source} answered without a key`);
}
