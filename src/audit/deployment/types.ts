import type { Place } from '../../core/place.js';

/** A file that only its owner should be able to read. */
export interface PrivateFile {
  readonly file: string;
  /** What it holds, in words: `private key of the listener`. */
  readonly what: string;
  /** Permission bits of the file. */
  readonly mode: number;
}

/** A certificate that the policy names. */
export interface CertificateFacts {
  readonly file: string;
  /** `listener`: what clients see; `client`: shown to the upstream; `authority`: others are checked against it. */
  readonly use: 'listener' | 'client' | 'authority';
  readonly subject: string;
  /** ISO dates. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly selfSigned: boolean;
  /** Signed with SHA-1 or MD5. */
  readonly weakSignature: boolean;
  readonly key: { readonly kind: string; readonly bits?: number | undefined; readonly curve?: string | undefined };
  /** Hosts of the policy that it does not name. */
  readonly missingHosts: readonly string[];
}

/** One `NAME=value` of an env file, a Dockerfile, a compose file or a manifest. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
  /** Kind of the file: `env file`, `Dockerfile`, ... */
  readonly from: string;
  /** The file is in the repository; undefined: there is none, or git was not asked. */
  readonly committed: boolean | undefined;
}

export interface Stage {
  /** `node:20-alpine`, without the digest. */
  readonly image: string;
  readonly tag: string | undefined;
  readonly pinned: boolean;
  readonly name: string | undefined;
  /** Index of the stage that it is built on, where it is one. */
  readonly base: number | undefined;
  /** Last USER of the stage itself. */
  readonly user: { readonly name: string; readonly place: Place } | undefined;
  readonly place: Place;
}

export interface Dockerfile {
  readonly file: string;
  readonly stages: readonly Stage[];
  readonly env: readonly EnvEntry[];
  /** What the image runs. */
  readonly commands: readonly { readonly text: string; readonly place: Place }[];
}

/** A weak point of a workload: what it is, how bad, and where. */
export interface Weakness {
  readonly what: string;
  readonly weight: 'high' | 'medium' | 'low';
  readonly place: Place;
}

export interface Workload {
  /** `Deployment/orders`. */
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly weaknesses: readonly Weakness[];
}

/** A port that a container is given on the machine. */
export interface PublishedPort {
  readonly service: string;
  /** Address it listens at; undefined: all. */
  readonly host: string | undefined;
  readonly port: number;
  readonly place: Place;
}

/** A directive of nginx. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | undefined;
  readonly place: Place;
}

export interface ProxyConfig {
  readonly file: string;
  readonly directives: readonly Directive[];
}

/** A version of Node that something is to run on. */
export interface NodeUse {
  /** `20.11.1`, `18`, or a name such as `lts/iron`. */
  readonly version: string;
  readonly where: string;
  readonly place: Place | undefined;
}

/** What stands around the API on its machine: gathered by the program, judged by rules. */
export interface Deployment {
  readonly privateFiles: readonly PrivateFile[];
  readonly certificates: readonly CertificateFacts[];
  readonly env: readonly EnvEntry[];
  readonly node: readonly NodeUse[];
  readonly dockerfiles: readonly Dockerfile[];
  readonly ports: readonly PublishedPort[];
  readonly workloads: readonly Workload[];
  readonly proxies: readonly ProxyConfig[];
}
