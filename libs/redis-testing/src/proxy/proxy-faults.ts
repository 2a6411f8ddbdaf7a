/** What a `FaultProxy` does to its traffic now; all of its connections share it. */
export interface ProxyFaults {
  /** Whether bytes of both directions vanish. */
  blackHole: boolean;
  requestDelayMs: number;
  replyDelayMs: number;
  /** Replies still to be swallowed; Infinity until healed. */
  repliesToDrop: number;
}

export const NO_FAULTS: Readonly<ProxyFaults> = {
  blackHole: false,
  requestDelayMs: 0,
  replyDelayMs: 0,
  repliesToDrop: 0,
};
