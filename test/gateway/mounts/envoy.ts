import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { root } from '../../house/repository.js';
import type { CallOptions } from '../harness.js';

interface HeaderOption {
  readonly header: { readonly key: string; readonly value: string };
  readonly append?: { readonly value: boolean } | null;
}

/** `CheckResponse` as Envoy reads it. */
export interface Verdict {
  readonly status: { readonly code: number };
  readonly denied_response?: {
    readonly status: { readonly code: number };
    readonly headers: readonly HeaderOption[];
    readonly body: string;
  };
  readonly ok_response?: {
    readonly headers: readonly HeaderOption[];
    readonly headers_to_remove: readonly string[];
    readonly response_headers_to_add: readonly HeaderOption[];
  };
  readonly error_response?: unknown;
}

/** How the filter is set up. */
export interface FilterOptions {
  /** `with_request_body`, with as many bytes. */
  readonly bodyBytes?: number;
  /** `pack_as_bytes` and `encode_raw_headers`. */
  readonly raw?: boolean;
  /** `source.address` as Envoy determined it. */
  readonly source?: string;
  readonly certificate?: string;
  readonly scheme?: 'http' | 'https';
}

export interface Question extends CallOptions {
  readonly path: string;
  readonly host?: string;
}

type Stub = grpc.Client & {
  Check(request: object, options: object, done: grpc.requestCallback<Verdict>): grpc.ClientUnaryCall;
};

interface Package {
  readonly envoy: {
    service: { auth: { v3: { Authorization: new (target: string, credentials: grpc.ChannelCredentials) => Stub } } };
  };
}

/** A filter `ext_authz` as far as the service sees it: real gRPC, and the fields that Envoy fills. */
export class Envoy {
  readonly #client: Stub;
  readonly #options: FilterOptions;

  constructor(port: number, options: FilterOptions = {}, credentials = grpc.credentials.createInsecure()) {
    const file = path.join(root, 'test/gateway/mounts/envoy.proto');
    const definitions = loadSync(file, { keepCase: true, defaults: false, arrays: true });
    const loaded = grpc.loadPackageDefinition(definitions) as unknown as Package;
    this.#client = new loaded.envoy.service.auth.v3.Authorization(`localhost:${port}`, credentials);
    this.#options = options;
  }

  check(question: Question): Promise<Verdict> {
    return this.send(this.requestFor(question));
  }

  /** Any message, also one that Envoy would not send. */
  send(request: object, deadlineMillis = 5000): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#client.Check(request, { deadline: Date.now() + deadlineMillis }, (error, verdict) =>
        error ? reject(error) : resolve(verdict!),
      );
    });
  }

  requestFor({ method = 'GET', path: target, headers = {}, body, host = 'shop.example' }: Question): object {
    const { source = '203.0.113.9', certificate, scheme = 'http' } = this.#options;
    const fields = fieldsOf(headers);
    const pseudo = [
      [':authority', host],
      [':path', target],
      [':method', method],
      [':scheme', scheme],
    ] as const;
    const http = { id: '1', method, path: target, host, scheme, size: -1, protocol: 'HTTP/1.1' };
    return {
      attributes: {
        source: { address: { socket_address: { address: source, port_value: 40000 } }, certificate, principal: '' },
        destination: { address: { socket_address: { address: '127.0.0.1', port_value: 443 } } },
        request: { time: { seconds: 1, nanos: 0 }, http: { ...http, ...this.#content([...pseudo, ...fields], body) } },
        context_extensions: {},
        tls_session: { sni: host },
      },
    };
  }

  #content(fields: readonly (readonly [string, string])[], body: string | Buffer | undefined): object {
    const { bodyBytes, raw = false } = this.#options;
    const bytes = Buffer.from(body ?? '');
    const isSent = bodyBytes !== undefined && bytes.length > 0;
    const cut = bytes.subarray(0, bodyBytes ?? 0);
    const all = isSent
      ? [...fields, ['x-envoy-auth-partial-body', String(cut.length < bytes.length)] as const]
      : fields;
    const shown = isSent ? (raw ? { raw_body: cut } : { body: cut.toString('utf8') }) : {};
    if (!raw) return { ...shown, headers: merged(all) };
    return {
      ...shown,
      header_map: { headers: all.map(([key, value]) => ({ key, raw_value: Buffer.from(value, 'latin1') })) },
    };
  }

  close(): void {
    this.#client.close();
  }
}

function fieldsOf(headers: NonNullable<CallOptions['headers']>): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name.toLowerCase(), String(one)] as const),
  );
}

/** Envoy joins the values of one name. */
function merged(fields: readonly (readonly [string, string])[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (const [name, value] of fields) map[name] = map[name] === undefined ? value : `${map[name]},${value}`;
  return map;
}

/** Names and values that a verdict adds or sets. */
export function fieldsIn(options: readonly HeaderOption[] = []): Record<string, string> {
  return Object.fromEntries(options.map(({ header }) => [header.key, header.value]));
}
