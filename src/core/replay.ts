import type { RecordedExchange } from './http.js';

/**
 * A finding's attack as a small script that anyone can run again: the scanner records it, `reproduce` prints it as
 * curl, `prove` runs it directly and through the gateway. Values captured by one step are used by later ones as
 * `{{name}}` in path, query, header and body texts and in the texts that an expectation names. `{{run}}` is always
 * there: eight hexadecimal digits, new for each execution, so that created texts never collide.
 */
export interface Replay {
  readonly steps: readonly ReplayStep[];
}

/** What a step is for. Setup creates what is attacked; cleanup removes it and is run whatever happens. */
export type ReplayRole = 'setup' | 'attack' | 'verify' | 'control' | 'cleanup';

/** One request (or `times` equal ones). */
export interface ReplayStep {
  /** Unique in the replay, for `sameAs` and `differsFrom`. */
  readonly id: string;
  readonly role: ReplayRole;
  /** In words: "bob reads alice's order". */
  readonly summary: string;
  /** Operation of the contract, or undefined where the request is to an undocumented path. */
  readonly operationId?: string;
  readonly credential: ReplayCredential;
  readonly request: ReplayRequest;
  /** How often the request is sent, one after another (or at once when `parallel`). Default 1. */
  readonly times?: number;
  readonly parallel?: boolean;
  /** Name -> JSON Pointer (RFC 6901) into the response body. */
  readonly capture?: Readonly<Record<string, string>>;
  readonly expect: Expectation;
}

/** Who sends it (`anonymous` sends no credential). `form` says what is done to the actor's fresh credential first. */
export interface ReplayCredential {
  readonly actor: string;
  readonly form?: CredentialForm;
  /** How the form `alg-none` writes `none`: verifiers have compared it in one case only. Default `none`. */
  readonly spelling?: 'none' | 'None' | 'NONE' | 'nOnE';
  /** What the form `hmac-signed` signs, and with what. */
  readonly forged?: ForgedToken;
  /** The token goes as this query parameter, in place of its header. */
  readonly inQuery?: string;
}

/**
 * A token that is signed anew each time it is sent: a replay holds how it is made, never the token. Without `key` it is
 * signed with the key that is guessed from the actor's own token.
 */
export interface ForgedToken {
  /** A public text that is misused as a key, such as a public key in PEM or nothing at all. Never a secret. */
  readonly key?: string;
  /** Default: the token's own where that is an HMAC, else HS256. */
  readonly alg?: 'HS256' | 'HS384' | 'HS512';
  /** Members that replace those of the token's header. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Claims that replace those of the token. Numbers for `exp`, `nbf` and `iat` are seconds from now. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Changes to a JWT that a verifier must refuse, and the untouched form. */
export type CredentialForm =
  | 'as-is'
  | 'alg-none'
  | 'signature-garbage'
  | 'signature-stripped'
  | 'claims-changed'
  | 'expired'
  | 'foreign-audience'
  | 'hmac-signed';

/** The request, relative to the target's origin. */
export interface ReplayRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text body; JSON is written out. */
  readonly body?: string;
  /** What stands in the body for `@@fill@@`: a part too long to be written out. */
  readonly fill?: BodyFill;
  /** Terms of a connection made for this request alone. */
  readonly tls?: TlsTerms;
  /** Headers and body are written as they stand, on a connection of their own, whether their lengths agree or not. */
  readonly verbatim?: Verbatim;
}

/** How a request is sent that no HTTP client would send. */
export interface Verbatim {
  /** After so long no answer counts as none: status 0. */
  readonly waitSeconds: number;
}

/** One character, repeated; then as often another. */
export interface BodyFill {
  readonly unit: string;
  readonly times: number;
  readonly end?: string;
  /** The whole body is sent compressed (RFC 9110 8.4.1.3). */
  readonly gzip?: boolean;
}

/** What the client of one request offers or demands of TLS. */
export interface TlsTerms {
  /** Offers nothing newer. */
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  /** A list as OpenSSL writes it. */
  readonly ciphers?: string;
  /** The answer gets a header `:certificate` with what is wrong with the server's certificate, or `sound`. */
  readonly showsCertificate?: true;
}

/** When the step counts as having worked. All named conditions must hold. Of `times` responses the last one is judged. */
export interface Expectation {
  /** Statuses, or a class such as `2xx`. */
  readonly status?: readonly number[] | '2xx' | '4xx' | '5xx';
  /** Texts that the body must have. */
  readonly contains?: readonly string[];
  /** Texts that the body must not have. */
  readonly lacks?: readonly string[];
  /** Id of an earlier step whose status and masked body this one equals. */
  readonly sameAs?: string;
  /** Id of an earlier step whose masked body this one must not equal. */
  readonly differsFrom?: string;
  /** Header name -> text that its value must contain. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Header name -> text that its value must not contain; an absent header contains nothing. */
  readonly lacksHeaders?: Readonly<Record<string, string>>;
  /** At least so many of `times` responses have the status; default 1 of 1, and the last for `times` > 1. */
  readonly atLeast?: number;
  /** None of the `times` responses has one of these statuses. */
  readonly neverStatus?: readonly number[];
  /** The answer takes so long at least, in milliseconds. */
  readonly atLeastMillis?: number;
}

/** What one step did. */
export interface ReplayStepResult {
  readonly id: string;
  readonly role: ReplayRole;
  /** All conditions of `expect` held. */
  readonly worked: boolean;
  /** The first condition that did not hold, in words. */
  readonly failure?: string;
  readonly exchanges: readonly RecordedExchange[];
}

/** What a replay did. */
export interface ReplayResult {
  readonly steps: readonly ReplayStepResult[];
}

/**
 * Runs a replay. Setup, verify, cleanup and logins go to `direct`; attack and control steps go to `through` when given.
 * Never throws for a refused or failed step; throws `TARGET_UNREACHABLE` when an origin does not answer.
 */
export type RunReplay = (
  replay: Replay,
  origins: { readonly direct: string; readonly through?: string },
) => Promise<ReplayResult>;
