/** Bounds of a gateway that no policy loosens. Times in milliseconds, sizes in bytes. */
export interface GatewayLimits {
  /** Whole request head, and one line of it. */
  readonly headBytes: number;
  readonly headerCount: number;
  readonly targetBytes: number;
  readonly headMillis: number;
  readonly requestMillis: number;
  readonly keepAliveMillis: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Request bodies in memory at once. */
  readonly bufferedBytes: number;
  /** An answer up to this size is read whole before a byte leaves. */
  readonly answerBytes: number;
  /** Decoded bytes per encoded byte of a compressed body. */
  readonly decodedRatio: number;
  readonly upstreamConnections: number;
  /** Requests at the upstream or waiting for a connection to it. */
  readonly upstreamPending: number;
  readonly connectMillis: number;
  /** A streamed answer may stand still this long, on either side. */
  readonly idleMillis: number;
  /** WebSockets of one principal, or of one address without a principal. */
  readonly socketsPerPrincipal: number;
  /** A WebSocket that carries nothing for so long is closed. */
  readonly socketIdleMillis: number;
  /** How long `close` waits for requests under way. */
  readonly drainMillis: number;
}

export const defaultLimits: GatewayLimits = Object.freeze({
  headBytes: 16_384,
  headerCount: 100,
  targetBytes: 8192,
  headMillis: 10_000,
  requestMillis: 30_000,
  keepAliveMillis: 5000,
  connections: 10_000,
  connectionsPerAddress: 256,
  bufferedBytes: 256 * 1024 * 1024,
  answerBytes: 1024 * 1024,
  decodedRatio: 100,
  upstreamConnections: 64,
  upstreamPending: 1024,
  connectMillis: 2000,
  idleMillis: 10_000,
  socketsPerPrincipal: 20,
  socketIdleMillis: 60_000,
  drainMillis: 30_000,
});
