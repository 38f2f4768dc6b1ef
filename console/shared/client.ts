import { QueryClient } from '@tanstack/react-query';

/** What was read from the control API. Retries are those of `useRead`: a failure is shown at once, and what passes is tried again. */
export const client = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 5000, refetchOnWindowFocus: true } },
});
