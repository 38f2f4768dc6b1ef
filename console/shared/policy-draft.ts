import { useSyncExternalStore } from 'react';

/** A policy that is being written. It outlives the screen, not the page. */
export interface PolicyDraft {
  readonly text: string;
  /** `textDigest` of the policy that it was made from. */
  readonly base: string;
  /** Why it was prepared: becomes the reason unless somebody writes another one. */
  readonly reason?: string;
}

let draft: PolicyDraft | undefined;
const listeners = new Set<() => void>();

/** Puts a text before the person, on the screen Policy. Another screen prepares a change with it. */
export function setPolicyDraft(next: PolicyDraft | undefined): void {
  draft = next;
  for (const listener of listeners) listener();
}

export function usePolicyDraft(): PolicyDraft | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
  );
}

// A page that is left with a draft in it says so.
addEventListener('beforeunload', (event) => {
  if (draft) event.preventDefault();
});
