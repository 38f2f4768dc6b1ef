import type { SecurityEvent } from '../core/events.js';
import type { Store } from '../store/store.js';
import { lessonsFor } from './learn.js';

const dayMillis = 86_400_000;
/** Somebody is told a week before the date, and every week until it is done. */
export const reminderDays = 7;

export interface ReminderOptions {
  readonly store: Pick<Store, 'learning' | 'console'>;
  /** Writes the event that notifications tell people of (`query: kind:lesson_due`). */
  readonly record: (
    event: Pick<SecurityEvent, 'kind' | 'outcome' | 'severity' | 'code' | 'detail'>,
  ) => Promise<unknown>;
  readonly say: (text: string) => void;
  readonly now?: () => number;
  /** Default an hour. */
  readonly intervalMillis?: number;
}

/** Reminds people of lessons that they must complete, now and every hour. What nobody was assigned is never told. */
export class LessonReminder {
  readonly #options: ReminderOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: ReminderOptions) {
    this.#options = options;
  }

  start(): void {
    const { intervalMillis = 3_600_000, say } = this.#options;
    const look = (): void =>
      void this.remind().catch((error: Error) => say(`nobody could be reminded of lessons: ${error.message}`));
    this.#timer ??= setInterval(look, intervalMillis).unref();
    look();
  }

  /** Reminds everybody who is due and was not told within the week. */
  remind(): Promise<void> {
    this.#running ??= this.#remind().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  async #remind(): Promise<void> {
    const { store, record, now = Date.now } = this.#options;
    const app = { store: async () => store, now: () => new Date(now()) };
    const assignments = await store.learning.assignments();
    if (assignments.length === 0) return;
    const told = await store.learning.reminders();
    for (const person of await this.#people(assignments)) {
      const rows = await lessonsFor(app, person);
      for (const { id, number, title, dueAt, isOverdue } of rows) {
        const isSoon = dueAt !== undefined && dueAt - now() <= reminderDays * dayMillis;
        const last = told.find((each) => each.person === person && each.lesson === id)?.toldAt ?? 0;
        if (!isSoon || now() - last < reminderDays * dayMillis) continue;
        const due = new Date(dueAt).toISOString().slice(0, 10);
        const summary = `${person} has to complete lesson ${number}, ${title}, ${isOverdue ? 'since' : 'by'} ${due}`;
        await record({
          kind: 'lesson_due',
          outcome: 'info',
          severity: isOverdue ? 'medium' : 'low',
          code: id,
          detail: { summary, about: person, rule: id, due, isOverdue },
        });
        await store.learning.saveReminder({ person, lesson: id, toldAt: now() });
      }
    }
  }

  async #people(assignments: readonly { readonly person?: string; readonly role?: string }[]): Promise<Set<string>> {
    const users = await this.#options.store.console.users();
    const roles = new Set(assignments.flatMap(({ role }) => role ?? []));
    const byRole = users.filter(({ role, disabled }) => !disabled && roles.has(role)).map(({ name }) => name);
    return new Set([...byRole, ...assignments.flatMap(({ person }) => person ?? [])]);
  }
}
