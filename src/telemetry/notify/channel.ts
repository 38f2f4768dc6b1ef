import type { SecurityEvent } from '../../core/events.js';

/** An event and how often the same was seen besides, since it was told last. */
export interface ToldEvent {
  readonly event: SecurityEvent;
  readonly more: number;
}

/** What somebody is told at once. The same message keeps its id however often it is sent. */
export interface Message {
  /** `msg_` and a UUIDv7. */
  readonly id: string;
  /** Name of the notification in the policy. */
  readonly name: string;
  /** Worst first, then in the order in which they were stored. */
  readonly events: readonly ToldEvent[];
  /** Further events that are not listed. */
  readonly more: number;
}

/** A way to somebody. */
export interface Channel {
  /** Resolves when the other side has the message; throws when it has not, and it is sent again later. */
  send(message: Message): Promise<void>;
  close(): Promise<void>;
}

/** The other side will never take this message: it is told and left out. */
export class MessageRefused extends Error {}

/** The other side said when to come again. */
export class ComeLater extends Error {
  readonly afterMillis: number;

  constructor(message: string, afterMillis: number) {
    super(message);
    this.afterMillis = afterMillis;
  }
}
