import type { SecurityEvent } from '../../core/events.js';

/** A place where events go on by themselves. */
export interface EventOutput {
  /**
   * Resolves when the other side has them; throws when it has not, and they are sent again later. `token` is the same
   * when the same events come again, and no other events have it.
   */
  send(events: readonly SecurityEvent[], token: string): Promise<void>;
  close(): Promise<void>;
}

/** The other side will never take these events: they are counted and left out, so that later ones get through. */
export class EventsRefused extends Error {}
