import type { Cell } from './cell.js';
import type { Opened, Vault } from './vault.js';

/** What stands where a person's value was. */
export const erasedMarker = '[erased]';

/**
 * Seals values of persons for records that are never written again, such as `detail` of an event: the record holds the
 * cell, its hash stays valid, and erasing the person leaves `[erased]` to read.
 */
export class PersonalFields {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** Seals under the key of the person, for the place it will stand in. */
  seal(subject: string, cell: Cell, plaintext: string): Promise<string> {
    return this.#vault.seal(cell, plaintext, { subject, purpose: 'log' });
  }

  /** The value, or that its person was erased. Throws `STORE_CORRUPT` for a cell that was changed or moved. */
  open(cell: Cell, sealed: string): Promise<Opened> {
    return this.#vault.open(cell, sealed);
  }

  /** For people: the value, or `[erased]`. */
  async show(cell: Cell, sealed: string): Promise<string> {
    const opened = await this.open(cell, sealed);
    return opened.state === 'open' ? opened.text : erasedMarker;
  }
}
