import type { Tone } from '../../shared/severity.js';

export type Access = 'yes' | 'no' | 'conditional';

export interface IdentityRow {
  readonly api: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly access: Readonly<Record<string, Access>>;
}

export interface Identities {
  readonly roles: readonly { readonly name: string; readonly includes: readonly string[] }[];
  readonly items: readonly IdentityRow[];
}

export interface AccessSetting {
  readonly setting: string;
  readonly value: string;
  readonly source: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface AccessAnswered {
  readonly access: Access;
  readonly because: string;
  readonly settings: readonly AccessSetting[];
  readonly cli: string;
}

/** A sign and a word besides the colour. */
export const accessWords: Readonly<
  Record<Access, { readonly sign: string; readonly label: string; readonly tone: Tone }>
> = {
  yes: { sign: '✓', label: 'yes', tone: 'ok' },
  no: { sign: '✗', label: 'no', tone: 'info' },
  conditional: { sign: '◐', label: 'depends', tone: 'medium' },
};
