import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { signCall } from '../../src/vault/sigv4.js';

/** How the next answers go wrong. */
export type Fault = 'throttle' | 'error' | 'stall' | 'cut' | 'denied' | 'huge' | 'redirect';

interface Seen {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-the-tests' };

/** Keys as a service keeps them: by name, versions oldest first. */
class Ring {
  readonly #keys = new Map<string, Buffer[]>();

  versions(name: string): Buffer[] {
    const known = this.#keys.get(name) ?? [randomBytes(32)];
    this.#keys.set(name, known);
    return known;
  }

  seal(name: string, text: string, context: string): string {
    const versions = this.versions(name);
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1)!, iv).setAAD(Buffer.from(context));
    const bytes = Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    return `${versions.length}:${bytes.toString('base64')}`;
  }

  open(name: string, sealed: string, context: string): string | undefined {
    const [version, text = ''] = sealed.split(':');
    const key = this.versions(name)[Number(version) - 1];
    const bytes = Buffer.from(text, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key!, bytes.subarray(0, 12)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}

/** A loopback server that speaks the part of a key service's API that we use. */
export class KeyServer {
  readonly ring = new Ring();
  readonly seen: Seen[] = [];
  readonly faults: Fault[] = [];
  readonly #kind: 'aws' | 'transit';
  #server: http.Server | undefined;
  #port = 0;

  constructor(kind: 'aws' | 'transit') {
    this.#kind = kind;
  }

  /** Starts, or starts again at the same port. */
  async start(): Promise<this> {
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => this.#server!.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** What a process needs to reach it. */
  get env(): Readonly<Record<string, string>> {
    const url = `http://127.0.0.1:${this.#port}`;
    if (this.#kind === 'transit') return { VAULT_ADDR: url, VAULT_TOKEN: 'token-of-the-tests' };
    return {
      AWS_ENDPOINT_URL_KMS: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
  }

  /** What a key service's administrator does: new data is sealed with a new version. */
  rotate(name: string): void {
    this.ring.versions(name).push(randomBytes(32));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = JSON.parse(text) as Record<string, unknown>;
    this.seen.push({ path: request.url!, headers: request.headers, body });
    const fault = this.faults.shift();
    if (fault === 'stall') return;
    if (fault === 'cut') return void request.socket.destroy();
    const [status, answer] = fault ? this.#broken(fault) : this.#work(request, { text, body });
    response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' });
    response.end(JSON.stringify(answer));
  }

  #broken(fault: Fault): [number, object] {
    if (fault === 'huge') return [200, { data: { ciphertext: 'x'.repeat(1_000_000) } }];
    if (fault === 'redirect') return [307, {}];
    if (fault === 'error') return [500, {}];
    if (this.#kind === 'transit') return fault === 'denied' ? [403, { errors: ['permission denied'] }] : [429, {}];
    return [400, { __type: fault === 'denied' ? 'AccessDeniedException' : 'ThrottlingException' }];
  }

  #work(request: http.IncomingMessage, message: { text: string; body: Record<string, unknown> }): [number, object] {
    return this.#kind === 'aws' ? this.#aws(request, message) : this.#transit(request, message.body);
  }

  #aws(
    request: http.IncomingMessage,
    { text, body }: { text: string; body: Record<string, unknown> },
  ): [number, object] {
    if (!isSigned(request, text)) return [400, { __type: 'InvalidSignatureException' }];
    const name = String(body.KeyId);
    const context = JSON.stringify(body.EncryptionContext);
    if (request.headers['x-amz-target'] === 'TrentService.Encrypt')
      return [200, { CiphertextBlob: this.ring.seal(name, String(body.Plaintext), context) }];
    const plain = this.ring.open(name, String(body.CiphertextBlob), context);
    return plain === undefined
      ? [400, { __type: 'com.amazonaws.kms#InvalidCiphertextException' }]
      : [200, { Plaintext: plain }];
  }

  #transit(request: http.IncomingMessage, body: Record<string, unknown>): [number, object] {
    const [, action = '', name = ''] = /^\/v1\/transit\/(\w+)\/(\w+)$/.exec(request.url!) ?? [];
    if (request.headers['x-vault-token'] !== 'token-of-the-tests') return [403, { errors: ['permission denied'] }];
    const sealed = String(body.ciphertext ?? '').replace('vault:v', '');
    const wrap = (plain: string) =>
      [200, { data: { ciphertext: `vault:v${this.ring.seal(name, plain, '')}` } }] as const;
    if (action === 'encrypt') return [...wrap(String(body.plaintext))];
    const plain = this.ring.open(name, sealed, '');
    if (plain === undefined) return [400, { errors: ['cipher: message authentication failed'] }];
    return action === 'rewrap' ? [...wrap(plain)] : [200, { data: { plaintext: plain } }];
  }
}

/** The service's side of Signature Version 4: signs the call again and compares. */
function isSigned(request: http.IncomingMessage, body: string): boolean {
  const { host = '', authorization, 'x-amz-date': date = '' } = request.headers;
  const time = Date.parse(String(date).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const target = String(request.headers['x-amz-target']);
  const headers = { 'content-type': String(request.headers['content-type']), 'x-amz-target': target };
  const call = {
    method: 'POST',
    url: new URL(`http://${host}/`),
    headers,
    body,
    region: 'eu-central-1',
    service: 'kms',
    time,
  };
  return signCall(call, credentials).authorization === authorization;
}
