/** How far a person came in the lab of a lesson. Times are milliseconds since the epoch. */
export interface LearnProgress {
  readonly person: string;
  readonly lesson: string;
  readonly version: number;
  /** `started`, then `attacked` (the attack was seen), then `fixed` (scanner and legitimate use agree). */
  readonly state: 'started' | 'attacked' | 'fixed';
  /** SHA-256 of what was proved, once it is `fixed`. */
  readonly resultHash?: string;
  readonly changedAt: number;
}

/** A lesson that a person completed. */
export interface LearnRecord {
  readonly person: string;
  readonly lesson: string;
  readonly version: number;
  readonly resultHash: string;
  readonly completedAt: number;
  readonly expiresAt: number;
}

/** When a question comes back: `step` counts the right answers in a row. */
export interface LearnQuestion {
  readonly person: string;
  readonly lesson: string;
  /** Counts from 1. */
  readonly n: number;
  readonly step: number;
  readonly dueAt: number;
  readonly answeredAt: number;
}

/** A lesson that one person, or everybody with a role of the console, must have completed by a date. */
export interface LearnAssignment {
  readonly id: string;
  readonly lesson: string;
  readonly role?: string;
  readonly person?: string;
  readonly dueAt: number;
  readonly by: string;
  readonly createdAt: number;
}

/** A person was told of a lesson. */
export interface LearnReminder {
  readonly person: string;
  readonly lesson: string;
  readonly toldAt: number;
}

/** What people learned, and what they must. Records and assignments are in the audit log too, from the same transaction. */
export interface LearningStore {
  /** Without `person` everybody's. */
  progress(person?: string): Promise<readonly LearnProgress[]>;
  saveProgress(progress: LearnProgress): Promise<void>;
  removeProgress(person: string, lesson: string): Promise<void>;
  /** Newest first. */
  records(person?: string): Promise<readonly LearnRecord[]>;
  addRecord(record: LearnRecord): Promise<void>;
  /** By lesson and number. */
  questions(person: string): Promise<readonly LearnQuestion[]>;
  saveQuestion(question: LearnQuestion): Promise<void>;
  /** Those due first come first. */
  assignments(): Promise<readonly LearnAssignment[]>;
  assign(assignment: LearnAssignment): Promise<void>;
  /** Throws `NOT_FOUND`. */
  unassign(id: string): Promise<void>;
  reminders(): Promise<readonly LearnReminder[]>;
  saveReminder(reminder: LearnReminder): Promise<void>;
}
