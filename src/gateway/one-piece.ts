import type { ServerResponse } from 'node:http';

/** The methods of a response that the host's app has not changed. */
export type Ending = Pick<ServerResponse, 'write' | 'end' | 'socket'>;

/**
 * Ends an answer with a body that is not empty. Node joins head and body to one piece when both are text, but its `end`
 * with a body hands the socket an empty second piece, and several pieces take a slow way: so the first one is sent
 * before the end is told.
 */
export function endInOnePiece(response: Ending, text: string, encoding: BufferEncoding): void {
  response.write(text, encoding);
  // Of a call that passes the host's server by (Fastify's `inject`) this is no socket.
  response.socket?.uncork?.();
  response.end();
}
