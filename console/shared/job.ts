import { useEffect, useState } from 'react';
import { address, ApiFailure, read } from './api.js';

/** Something that takes a while: a scan, a proof. */
export interface Job<T = unknown> {
  readonly id: string;
  readonly kind: 'audit' | 'pentest' | 'proof' | 'reproduction' | 'drill';
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly subject: string;
  readonly by: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly cli: string;
  readonly lines: number;
  readonly result: T | null;
  readonly problem: {
    readonly detail?: string;
    readonly hint?: string;
    readonly expected?: string;
    readonly code?: string;
  } | null;
}

export interface JobLine {
  readonly n: number;
  readonly time: number;
  readonly text: string;
}

export interface FollowedJob<T> {
  readonly job: Job<T> | undefined;
  /** The newest lines, oldest first. */
  readonly lines: readonly JobLine[];
  /** Why it is not followed any more although it did not end. */
  readonly error: unknown;
}

const mostLines = 2000;

/** Follows a job by its log until it ends. A connection that breaks goes on where it was. */
export function useJob<T>(id: string | undefined, ended?: (job: Job<T>) => void): FollowedJob<T> {
  const [followed, setFollowed] = useState<FollowedJob<T>>({ job: undefined, lines: [], error: undefined });
  useEffect(() => {
    setFollowed({ job: undefined, lines: [], error: undefined });
    if (id === undefined) return undefined;
    const source = new EventSource(address(`/jobs/${id}/log`));
    let isOver = false;
    let waiting: JobLine[] = [];
    const flush = setInterval(() => {
      if (!waiting.length) return;
      const due = waiting;
      waiting = [];
      setFollowed((before) => ({ ...before, lines: [...before.lines, ...due].slice(-mostLines) }));
    }, 100);
    const end = (change: Partial<FollowedJob<T>>): void => {
      isOver = true;
      source.close();
      clearInterval(flush);
      setFollowed((before) => ({ ...before, lines: [...before.lines, ...waiting].slice(-mostLines), ...change }));
    };
    const look = (): Promise<void> =>
      read<Job<T>>(`/jobs/${id}`).then(
        (job) => {
          if (!isOver) setFollowed((before) => ({ ...before, job, error: undefined }));
        },
        (error: unknown) => {
          if (isOver) return;
          if (error instanceof ApiFailure && error.status === 404) end({ error });
          else setFollowed((before) => ({ ...before, error }));
        },
      );
    source.addEventListener('line', ({ data }: MessageEvent<string>) => waiting.push(JSON.parse(data) as JobLine));
    source.addEventListener('end', ({ data }: MessageEvent<string>) => {
      const job = JSON.parse(data) as Job<T>;
      end({ job, error: undefined });
      ended?.(job);
    });
    source.addEventListener('error', () => void look());
    void look();
    return () => {
      isOver = true;
      source.close();
      clearInterval(flush);
    };
    // `ended` is told of the job that it was given with.
  }, [id]);
  return followed;
}
