/** Something that a detector noticed, as stored: `document` is the whole of it, JSON. */
export interface DetectionRecord {
  /** UUIDv7. */
  readonly id: string;
  readonly rule: string;
  /** Key of the actor, or what else it is about. */
  readonly about: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly document: unknown;
}

export interface StoredDetection extends DetectionRecord {
  readonly state: 'open' | 'closed';
  readonly closedBy?: string;
  readonly reason?: string;
  readonly blocks: readonly ActorBlock[];
}

/** Who is slowed down or kept out, and until when: never longer than 15 minutes, or the day that a person may choose. */
export interface ActorBlock {
  readonly id: string;
  readonly detectionId: string;
  /** `principal:ID`, `credential:ID`, `session:HASH` or `address:KEY agent:HASH`. */
  readonly actor: string;
  readonly effect: 'throttle' | 'block';
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly undoneAt?: number;
  readonly undoneBy?: string;
}

export interface DetectionFilter {
  readonly state?: 'open' | 'closed';
  readonly rule?: string;
  /** Inclusive, milliseconds since the epoch. */
  readonly since?: number;
  /** Id of the last detection of the page before. */
  readonly before?: string;
  /** Default 100. */
  readonly limit?: number;
}

/** What was noticed, and what was done about it. */
export interface DetectionStore {
  /** Adds a detection with its blocks, all or nothing; one that is there stays. */
  add(record: DetectionRecord, blocks?: readonly ActorBlock[]): Promise<void>;
  /** Newest first. */
  list(filter?: DetectionFilter): Promise<readonly StoredDetection[]>;
  /** By id, or an end of it (8 characters or more) that no other detection has. Throws `NOT_FOUND`. */
  get(id: string): Promise<StoredDetection>;
  /** Ends the blocks of a detection and closes it. Returns it as it is then. Throws `NOT_FOUND`. */
  undo(id: string, by: string, reason: string): Promise<StoredDetection>;
  /** Adds a block to a detection that is there: a person took up the proposal. Throws `NOT_FOUND`. */
  block(block: ActorBlock): Promise<void>;
  /** Those in force. */
  activeBlocks(): Promise<readonly ActorBlock[]>;
  /** Blocks that were undone and not told of yet; telling of them is remembered. */
  takeUndone(): Promise<readonly ActorBlock[]>;
  /** Deletes those noticed before a time (milliseconds since the epoch), with their blocks. Returns how many. */
  forget(before: number): Promise<number>;
}
