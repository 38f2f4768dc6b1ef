import { PortcullisError } from '../core/errors.js';
import { askService, checkServiceUrl, type ServiceAnswer, type ServiceLimits } from './key-service.js';
import { notOurs } from './local-key.js';
import { signCall } from './sigv4.js';
import { fromContext, withContext, type VaultKey } from './vault-key.js';

/** Surroundings of a key that lives in a service. */
export interface ServiceKeyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly limits?: ServiceLimits;
}

const throttles = /Throttling|TooManyRequests|LimitExceeded|KMSInternal|DependencyTimeout/i;
const typeField = '__type';
const foreign = /InvalidCiphertext|IncorrectKey/i;

/**
 * A key in AWS KMS (API version 2014-11-01: `Encrypt` and `Decrypt`, signed with Signature Version 4).
 * `name` is a key id, alias or ARN. Reads `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
 * `AWS_SESSION_TOKEN` and `AWS_ENDPOINT_URL_KMS`. Throws `VAULT_KEY_MISSING` when one that is needed is not set.
 */
export function awsKmsKey(name: string, options: ServiceKeyOptions): VaultKey {
  const { env, now, limits } = options;
  const source = `aws-kms:${name}`;
  const region = /^arn:[^:]+:kms:([^:]+):/.exec(name)?.[1] ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!region) throw unset('AWS_REGION', source);
  const address = env.AWS_ENDPOINT_URL_KMS ?? `https://kms.${region}.amazonaws.com`;
  const url = new URL('/', checkServiceUrl(address, 'AWS_ENDPOINT_URL_KMS'));

  async function call(action: 'Encrypt' | 'Decrypt', fields: object, context: string): Promise<ServiceAnswer> {
    const EncryptionContext = { portcullis: context };
    const body = JSON.stringify({ KeyId: name, EncryptionContext, ...fields });
    const headers = (): Record<string, string> => {
      const plain = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${action}` };
      const signed = signCall(
        { method: 'POST', url, headers: plain, body, region: region!, service: 'kms', time: now() },
        credentialsOf(env, source),
      );
      const { host: _host, ...sent } = signed; // the client writes it itself, from the same URL
      return sent;
    };
    const answer = await askService({ url, headers, body }, (each) => throttles.test(typeOf(each)), limits);
    if (answer.status === 200) return answer;
    if (foreign.test(typeOf(answer))) throw notOurs(source);
    throw refused(source, answer);
  }

  return {
    id: source,
    source,
    async wrap(plain, context) {
      const Plaintext = withContext(plain, context).toString('base64');
      const { json } = await call('Encrypt', { Plaintext }, context);
      return textOf(json.CiphertextBlob, source);
    },
    async unwrap(wrapped, context) {
      const { json } = await call('Decrypt', { CiphertextBlob: wrapped }, context);
      return fromContext(Buffer.from(textOf(json.Plaintext, source), 'base64'), context);
    },
  };
}

function credentialsOf(env: ServiceKeyOptions['env'], source: string) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId) throw unset('AWS_ACCESS_KEY_ID', source);
  if (!secretAccessKey) throw unset('AWS_SECRET_ACCESS_KEY', source);
  return { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN };
}

function unset(variable: string, source: string): PortcullisError {
  return new PortcullisError('VAULT_KEY_MISSING', `The environment variable ${variable} is not set`, {
    expected: `it is needed for ${source}`,
  });
}

/** `com.amazonaws.kms#DisabledException` and the like: the last word. */
function typeOf({ json }: ServiceAnswer): string {
  const type = json[typeField];
  return typeof type === 'string' ? type.replace(/^.*#/, '').slice(0, 100) : '';
}

function refused(source: string, answer: ServiceAnswer): PortcullisError {
  const why = typeOf(answer) || `status ${answer.status}`;
  return new PortcullisError('VAULT_KEY_MISSING', `The key service does not let us use ${source}: ${why}`, {
    hint: 'the key must exist and be enabled, and these credentials need kms:Encrypt and kms:Decrypt on it',
  });
}

function textOf(value: unknown, source: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new PortcullisError('VAULT_UNAVAILABLE', `The key service of ${source} answered without a key`);
}
