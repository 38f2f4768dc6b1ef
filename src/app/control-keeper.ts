import type { Project } from '../model/types.js';
import type { Control, ControlParts } from './control.js';

type Address = Project['control'];

/** The control address of the policy in force. */
export class ControlKeeper {
  readonly #parts: ControlParts;
  #address: Address;
  #control: Control | undefined;

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  get url(): string | undefined {
    return this.#control?.url;
  }

  /** Serves there from now on. Throws ADDRESS_IN_USE, and then the address before it serves again. */
  async use(address: Address): Promise<void> {
    const before = this.#address;
    if (before?.host === address?.host && before?.port === address?.port) return;
    // The same port of another address is free only when nobody has it.
    await this.#control?.close();
    this.#control = undefined;
    try {
      await this.#open(address);
    } catch (error) {
      await this.#open(before);
      throw error;
    }
  }

  async #open(address: Address): Promise<void> {
    if (address) {
      // Loaded when it is wanted: it brings a library along.
      const { startControl } = await import('./control.js');
      this.#control = await startControl(address, this.#parts);
    }
    this.#address = address;
  }

  async close(): Promise<void> {
    await this.#control?.close();
  }
}
