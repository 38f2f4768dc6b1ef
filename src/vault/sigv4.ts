import { createHash, createHmac } from 'node:crypto';

/** What signs a call to AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface CallToSign {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names; every one of them is signed, besides `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986: what `encodeURIComponent` leaves alone and AWS does not. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => [encode(name), encode(value)] as const);
  const sorted = pairs.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

/**
 * Signs a call with AWS Signature Version 4, by the rules of the AWS General Reference for services other than S3.
 * Returns the header fields to send, `authorization` among them.
 */
export function signCall(call: CallToSign, credentials: AwsCredentials): Record<string, string> {
  const stamp = `${new Date(call.time).toISOString().replace(/[-:]|\.\d{3}/g, '')}`;
  const token = credentials.sessionToken;
  const headers: Record<string, string> = {
    ...call.headers,
    host: call.url.host,
    'x-amz-date': stamp,
    ...(token === undefined ? {} : { 'x-amz-security-token': token }),
  };
  const names = Object.keys(headers).sort();
  const fields = names.map((name) => `${name}:${headers[name]!.trim().replace(/\s+/g, ' ')}\n`).join('');
  const signed = names.join(';');
  const path = call.url.pathname.split('/').map(encode).join('/');
  const request = [call.method, path, canonicalQuery(call.url), fields, signed, sha256Hex(call.body)].join('\n');
  const scope = `${stamp.slice(0, 8)}/${call.region}/${call.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256Hex(request)].join('\n');
  const signature = hmac(signingKey(call, stamp, credentials), text).toString('hex');
  const credential = `Credential=${credentials.accessKeyId}/${scope}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function signingKey({ region, service }: CallToSign, stamp: string, { secretAccessKey }: AwsCredentials): Buffer {
  const parts = [region, service, 'aws4_request'];
  return parts.reduce(hmac, hmac(`AWS4${secretAccessKey}`, stamp.slice(0, 8)));
}
