import fs from 'node:fs';

/** The process that writes a journal: its first line. */
export interface JournalOwner {
  readonly pid: number;
  /** Tells a process from a later one with the same id; `-` where the system does not say. */
  readonly started: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

const headLine = /^PORTCULLIS JOURNAL 1 (\d{1,10}) (\d{1,20}|-) (\d{1,15})\n/;

/** Longest first line of a journal, in bytes. */
export const maxHeadBytes = 80;

/** The first line of a journal of this process. */
export function formatHead(createdAt: number): string {
  return `PORTCULLIS JOURNAL 1 ${process.pid} ${startOf(process.pid) ?? '-'} ${Math.trunc(createdAt)}\n`;
}

/** The owner and the length of the first line, or undefined when it is damaged. */
export function parseHead(start: Buffer): { readonly owner: JournalOwner; readonly bytes: number } | undefined {
  const match = headLine.exec(start.toString('latin1', 0, maxHeadBytes));
  if (!match) return undefined;
  const [line, pid, started, createdAt] = match as unknown as [string, string, string, string];
  return { owner: { pid: Number(pid), started, createdAt: Number(createdAt) }, bytes: line.length };
}

/** True while the process lives that wrote the journal. */
export function isAlive(owner: JournalOwner): boolean {
  const started = startOf(owner.pid);
  if (started !== undefined && owner.started !== '-') return started === owner.started;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, as another user
  }
}

/** Start of a process in clock ticks since boot (field 22 of `/proc/PID/stat`, Linux). */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
