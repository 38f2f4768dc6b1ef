import type { EgressHost, EgressPolicy } from '../model/types.js';
import type { ContractCheck } from './contract-check.js';

/** What keeps calls from waiting for a third party that does not answer. */
export interface CallBreaker {
  permits(): boolean;
  succeeded(): void;
  failed(): void;
}

/** An integration that is ready to be called. */
export interface Integration extends EgressPolicy {
  readonly name: string;
  /** The header field that is put in, its secret resolved. */
  readonly credential: { readonly header: string; readonly value: string; readonly secret: string } | undefined;
  /** Undefined: the vendor has no contract here. */
  readonly contract: ContractCheck | undefined;
  /** PEM. */
  readonly authorities: string | undefined;
}

/** `api.example:8443`; the port is left out where it is the scheme's own. */
export function hostText({ host, port }: EgressHost, plainText: boolean): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === (plainText ? 80 : 443) ? name : `${name}:${port}`;
}

export function originOf(host: EgressHost, { plainText }: Pick<EgressPolicy, 'plainText'>): string {
  return `${plainText ? 'http' : 'https'}://${hostText(host, plainText)}`;
}
