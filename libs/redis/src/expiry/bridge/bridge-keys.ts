import type { TriggerEngine } from '../engine/trigger-engine.js';

/** Keys of the bridge: below the engine's own first partition, so that they are in one slot and belong to nobody else. */
export interface BridgeKeys {
  /** Hash: sweeps `asked` for, and up to which one they are `done`. */
  readonly sweeps: string;
  /** String: the process that sweeps. */
  readonly sweeper: string;
  /** String that expires at once, see `NotificationProbe`. */
  probe(id: string): string;
}

/** The keys of the bridge of one engine: `{exp:<namespace>:<alias>:0}:sweeps`, `:sweeper` and `:probe:<id>`. */
export function bridgeKeys(engine: TriggerEngine): BridgeKeys {
  const channel = engine.nudgeChannel(0);
  const prefix = channel.slice(0, channel.indexOf('}:') + 2);
  return {
    sweeps: `${prefix}sweeps`,
    sweeper: `${prefix}sweeper`,
    probe: (id) => `${prefix}probe:${id}`,
  };
}
