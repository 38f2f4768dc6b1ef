/** A thing of an API, as the policy's `resources` name it. */
export interface ObjectKey {
  readonly api: string;
  readonly resource: string;
  readonly id: string;
}

/** A field of the principal, such as `principal.subject`, and what it was when the thing was made. */
export interface LearnedValue {
  readonly is: string;
  readonly value: string;
}

/** Who made a thing. */
export interface LearnedOwner {
  readonly owner?: LearnedValue;
  readonly tenant?: LearnedValue;
  /** Milliseconds since the epoch. */
  readonly learnedAt: number;
}

/** A thing that was made, or (undefined) deleted. */
export interface OwnerChange {
  readonly key: ObjectKey;
  readonly learned: LearnedOwner | undefined;
}

/** Who made which thing, for owner rules of the form `learned`. */
export interface LearnedOwnerStore {
  find(key: ObjectKey): Promise<LearnedOwner | undefined>;
  /** In order, all or nothing. A thing that somebody has already stays theirs until it is deleted. */
  apply(changes: readonly OwnerChange[]): Promise<void>;
  /** Forgets every thing of a person; returns how many. */
  forgetPerson(value: string): Promise<number>;
}
