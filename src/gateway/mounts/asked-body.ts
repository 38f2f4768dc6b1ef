import type { Exchange } from '../exchange.js';
import { LiveExchange } from '../live-exchange.js';
import type { WireRequest } from '../wire.js';

/** What a question tells of the body of the request that it is about. */
export type BodyKnowledge =
  /** The bytes came with the question. */
  | 'seen'
  /** There is none. */
  | 'none'
  /** There may be one, which is not here. */
  | 'unseen';

/** A request that a server in front asks about. */
export interface Asked extends WireRequest {
  readonly knows: BodyKnowledge;
}

/** What is known of the body; of a request that is no question everything is. */
export function knowledgeOf(exchange: Exchange): BodyKnowledge {
  const { request } = exchange as LiveExchange;
  return (request as Partial<Asked> | undefined)?.knows ?? (exchange.body === undefined ? 'none' : 'seen');
}
