import { useMutation, useQueryClient } from '@tanstack/react-query';
import { write } from './api.js';

export interface Change {
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

export interface WriteOptions<T> {
  /** Beginnings of paths that are read again afterwards, such as `/findings`. */
  readonly refresh?: readonly string[];
  readonly done?: (answer: T, change: Change) => void;
}

/** A change through the control API: `run(change)`, with what it answered or why it failed. */
export function useWrite<T>({ refresh = [], done }: WriteOptions<T> = {}) {
  const client = useQueryClient();
  const { mutate, mutateAsync, ...state } = useMutation<T, unknown, Change>({
    mutationFn: ({ method = 'POST', path, body }) => write<T>(method, path, body),
    onSuccess: (answer, change) => {
      const isDue = (key: readonly unknown[]): boolean => refresh.some((path) => String(key[0]).startsWith(path));
      void client.invalidateQueries({ predicate: ({ queryKey }) => isDue(queryKey) });
      done?.(answer, change);
    },
  });
  return { ...state, run: mutate, runAsync: mutateAsync };
}
