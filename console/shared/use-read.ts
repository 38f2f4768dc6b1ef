import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ApiFailure, read, type Query } from './api.js';

export interface ReadOptions {
  readonly query?: Query | undefined;
  /** False: nothing is asked yet. */
  readonly enabled?: boolean | undefined;
  /** Asked again and again. Milliseconds. */
  readonly everyMillis?: number | undefined;
  /** False: not asked again when the window is looked at: for what records that it was read. */
  readonly onFocus?: boolean | undefined;
}

/** Failures that pass by themselves: nobody answers, or the store is busy. */
export function passes(failure: unknown): boolean {
  return failure instanceof ApiFailure && [0, 502, 503, 504].includes(failure.status);
}

const retryMillis = 3000;

/** A resource of the control API. What was read before stays while the next is awaited; what passes is tried again. */
export function useRead<T>(path: string, { query, enabled = true, everyMillis }: ReadOptions = {}): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: [path, query ?? {}],
    queryFn: ({ signal }) => read<T>(path, query, signal),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (passes(state.error) ? retryMillis : (everyMillis ?? false)),
  });
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Pages<T> {
  readonly items: readonly T[];
  /** The first page, with whatever else the answer has. */
  readonly first: Readonly<Record<string, unknown>> | undefined;
  /** All of them. */
  readonly answers: readonly Readonly<Record<string, unknown>>[];
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  /** What is shown belongs to the question before. */
  readonly isStale: boolean;
  readonly error: unknown;
  more(): void;
  again(): void;
}

const noItems: readonly never[] = [];

/** A list of the control API, page by page. */
export function usePages<T>(
  path: string,
  { query, enabled = true, everyMillis, onFocus = true }: ReadOptions = {},
): Pages<T> {
  const found = useInfiniteQuery({
    queryKey: [path, 'pages', query ?? {}],
    queryFn: ({ signal, pageParam }) =>
      read<Page<T>>(path, { limit: 200, ...query, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    enabled,
    refetchOnWindowFocus: onFocus,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (passes(state.error) ? retryMillis : (everyMillis ?? false)),
  });
  const pages = found.data?.pages;
  const answers = (pages ?? noItems) as readonly (Page<T> & Readonly<Record<string, unknown>>)[];
  return {
    items: pages ? pages.flatMap(({ items }) => items) : noItems,
    first: answers[0],
    answers,
    hasMore: found.hasNextPage,
    isLoading: found.isPending && enabled,
    isLoadingMore: found.isFetchingNextPage,
    isStale: found.isPlaceholderData,
    error: found.error,
    more: () => {
      if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
    },
    again: () => void found.refetch(),
  };
}
