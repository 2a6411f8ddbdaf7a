/** What a `FaultProxy` has seen since it was made. */
export interface ProxyCounters {
  /** Connections accepted. */
  connections: number;
  /** Bytes passed on to the server. */
  bytesToServer: number;
  /** Bytes passed on to clients. */
  bytesToClient: number;
  /** Replies swallowed by `dropReplies`. */
  droppedReplies: number;
}
