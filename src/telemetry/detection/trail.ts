import type { SecurityEvent } from '../../core/events.js';

const length = 256;
const mostSamples = 5;

/** The last events that a detector looked at, to show some of them as evidence. */
export class EventTrail {
  readonly #events: (SecurityEvent | undefined)[] = [];
  #next = 0;

  add(event: SecurityEvent): void {
    this.#events[this.#next] = event;
    this.#next = (this.#next + 1) % length;
  }

  /** Ids of up to five events that match, newest first; the event that was one too many is always among them. */
  samples(last: SecurityEvent | undefined, isMatch: (event: SecurityEvent) => boolean): readonly string[] {
    const ids = last ? [last.id] : [];
    for (let back = 1; back <= length && ids.length < mostSamples; back++) {
      const event = this.#events[(this.#next - back + length) % length];
      if (event && event !== last && isMatch(event)) ids.push(event.id);
    }
    return ids;
  }
}
