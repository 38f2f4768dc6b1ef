import { makeReplayMemory, type ReplayMemory } from '../identity/replay-memory.js';

const entries = { entries: 100_000, entriesPerOwner: 50_000 } as const;

/** Owners of what is remembered begin with one of these; nobody else's do. */
export const webhookSpans = {
  /** Longer than a webhook with a time can be in time: five minutes before and after. */
  'webhook:': 600,
  /** Those without a time are too old after a day, whatever their signature. */
  'webhook-day:': 86_400,
} as const;

type Prefix = keyof typeof webhookSpans;

export interface WebhookMemory {
  /** Undefined: the owner is none of a webhook. */
  of(owner: string): ReplayMemory | undefined;
}

/** Remembers webhooks, each kind for as long as it could be brought again. */
export function webhookMemory(now: () => number): WebhookMemory {
  const memories = Object.entries(webhookSpans).map(
    ([prefix, seconds]) => [prefix, makeReplayMemory({ spanMillis: seconds * 1000, ...entries }, now)] as const,
  );
  return { of: (owner) => memories.find(([prefix]) => owner.startsWith(prefix))?.[1] };
}

export function webhookOwner(owner: string, isTimed: boolean): { readonly owner: string; readonly seconds: number } {
  const prefix: Prefix = isTimed ? 'webhook:' : 'webhook-day:';
  return { owner: `${prefix}${owner}`, seconds: webhookSpans[prefix] };
}
