/**
 * The part of Envoy's `envoy.service.auth.v3` that is read and written here, by its public field numbers. Names inside
 * a message are ours: only numbers and types are on the wire, and fields that are not listed are skipped.
 */
const messages = {
  Authorization: { methods: { Check: { requestType: 'CheckRequest', responseType: 'CheckResponse' } } },
  CheckRequest: { fields: { attributes: field('AttributeContext', 1) } },
  AttributeContext: { fields: { source: field('Peer', 1), request: field('AskedRequest', 4) } },
  Peer: { fields: { address: field('Address', 1), certificate: field('string', 5) } },
  Address: { fields: { socketAddress: field('SocketAddress', 1) } },
  SocketAddress: { fields: { address: field('string', 2) } },
  AskedRequest: { fields: { http: field('HttpRequest', 2) } },
  HttpRequest: {
    fields: {
      method: field('string', 2),
      headers: { keyType: 'string', type: 'string', id: 3 },
      path: field('string', 4),
      host: field('string', 5),
      scheme: field('string', 6),
      body: field('string', 11),
      rawBody: field('bytes', 12),
      headerMap: field('HeaderMap', 13),
    },
  },
  HeaderMap: { fields: { headers: { rule: 'repeated', ...field('HeaderValue', 1) } } },
  HeaderValue: { fields: { key: field('string', 1), value: field('string', 2), rawValue: field('bytes', 3) } },
  HeaderValueOption: { fields: { header: field('HeaderValue', 1), append: field('BoolValue', 2) } },
  BoolValue: { fields: { value: field('bool', 1) } },
  CheckResponse: {
    oneofs: { httpResponse: { oneof: ['denied', 'ok'] } },
    fields: { status: field('Status', 1), denied: field('DeniedHttpResponse', 2), ok: field('OkHttpResponse', 3) },
  },
  Status: { fields: { code: field('int32', 1), message: field('string', 2) } },
  DeniedHttpResponse: {
    fields: {
      status: field('HttpStatus', 1),
      headers: { rule: 'repeated', ...field('HeaderValueOption', 2) },
      body: field('string', 3),
    },
  },
  HttpStatus: { fields: { code: field('int32', 1) } },
  OkHttpResponse: {
    fields: {
      headers: { rule: 'repeated', ...field('HeaderValueOption', 2) },
      headersToRemove: { rule: 'repeated', ...field('string', 5) },
      responseHeadersToAdd: { rule: 'repeated', ...field('HeaderValueOption', 6) },
    },
  },
} as const;

function field(type: string, id: number): { readonly type: string; readonly id: number } {
  return { type, id };
}

/** Full name of the service. */
export const serviceName = 'envoy.service.auth.v3.Authorization';

/** The definitions as protobufjs reads them. */
export const definitions: object = serviceName
  .split('.')
  .slice(0, -1)
  .reduceRight<object>((inner, name) => ({ nested: { [name]: inner } }), { nested: messages });

/** What Envoy asks. Absent is what it did not send. */
export interface CheckRequest {
  readonly attributes?: {
    readonly source?: {
      readonly address?: { readonly socketAddress?: { readonly address?: string } };
      /** PEM, percent-encoded; with `include_peer_certificate`. */
      readonly certificate?: string;
    };
    readonly request?: { readonly http?: AskedHttp };
  };
}

export interface AskedHttp {
  readonly method?: string;
  /** Lower-case names, several values of one joined by a comma; pseudo fields of HTTP/2 too. */
  readonly headers?: Readonly<Record<string, string>>;
  /** With `encode_raw_headers` instead of `headers`. */
  readonly headerMap?: { readonly headers?: readonly { readonly key?: string; readonly rawValue?: Uint8Array }[] };
  /** Path and query as they are sent on. */
  readonly path?: string;
  readonly host?: string;
  readonly scheme?: string;
  readonly body?: string;
  /** With `pack_as_bytes` instead of `body`. */
  readonly rawBody?: Uint8Array;
}

export interface HeaderOption {
  readonly header: { readonly key: string; readonly value: string };
  /** False replaces what is there. */
  readonly append: { readonly value: boolean };
}

export interface CheckResponse {
  /** A code of gRPC; 0 lets the request pass. */
  readonly status: { readonly code: number; readonly message?: string };
  readonly denied?: {
    readonly status: { readonly code: number };
    readonly headers: readonly HeaderOption[];
    readonly body: string;
  };
  readonly ok?: {
    readonly headers: readonly HeaderOption[];
    readonly headersToRemove: readonly string[];
    readonly responseHeadersToAdd: readonly HeaderOption[];
  };
}
