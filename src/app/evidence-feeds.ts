import type { FeedName, FeedRows } from '../evidence/item.js';
import type { Period } from '../evidence/types.js';
import type { App } from './app.js';

/** Rows of a room for the evidence of a period; undefined: it has none. Must not change anything. */
export type Feed = (app: App, period: Period) => Promise<FeedRows | undefined>;

/** Rooms that keep records of their own join here. */
const feeds: Partial<Readonly<Record<FeedName, Feed>>> = {};

/** What a room has for the evidence of a period. */
export async function feedRows(app: App, name: FeedName, period: Period): Promise<FeedRows | undefined> {
  return feeds[name]?.(app, period);
}
