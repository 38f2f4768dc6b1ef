import { count } from './facts.js';
import type { EvidenceSource, FeedName, Gathered, NothingThere } from './item.js';
import type { Period } from './types.js';

/** An item whose rows another room keeps. */
export async function feedItem(
  source: Pick<EvidenceSource, 'feed'>,
  period: Period,
  { feed, nothing, one }: { readonly feed: FeedName; readonly nothing: string; readonly one: string },
): Promise<Gathered | NothingThere> {
  const found = await source.feed(feed, period);
  if (!found || found.rows.length === 0) return { missing: nothing };
  const { summary = count(found.rows.length, one), ...rest } = found;
  return { ...rest, summary };
}
