import type { ClaimedTrigger } from '../../../../libs/redis/src/expiry/engine/trigger.types.js';
import type { TestEngine } from './test-engine.js';

/**
 * Unit of the model's time: far more than a test takes, so that what the real clock adds never decides. Delays, leases
 * and steps of time are whole units.
 */
export const UNIT_MS = 100_000;
export const LEASE_UNITS = 2;

interface Occurrence {
  /** Says which of the accepted occurrences it is: its payload. */
  readonly id: string;
  readonly due: number;
}

interface Running extends Occurrence {
  attempt: number;
  /** The lease that is valid, or null: it waits for its retry. */
  lease: ClaimedTrigger | null;
  /** When it is delivered again. */
  until: number;
}

/** What one trigger should be. */
export class TriggerModel {
  scheduled: Occurrence | null = null;
  running: Running | null = null;

  constructor(
    readonly tenant: number,
    readonly action: string,
    readonly identifier: string,
  ) {}

  /** Whether a turn can lease it, and as what. */
  claimable(now: number): 'redelivery' | 'first' | null {
    if (this.running !== null) return this.running.until <= now ? 'redelivery' : null;
    return this.scheduled !== null && this.scheduled.due <= now ? 'first' : null;
  }
}

/** What should be the case, written without looking at the scripts. */
export class EngineModel {
  now = 0;
  nextId = 0;
  readonly triggers: readonly TriggerModel[] = [0, 1].flatMap((tenant) =>
    ['remind', 'a:b'].flatMap((action) =>
      ['x', 'y:%'].map((identifier) => new TriggerModel(tenant, action, identifier)),
    ),
  );
  /** Ids of dead occurrences, by trigger. */
  readonly dead: Array<{ readonly trigger: TriggerModel; readonly id: string }> = [];
  /** Leases that are proof of nothing any more. */
  readonly outdated: ClaimedTrigger[] = [];
  lastToken = new Map<string, number>();

  leased(): TriggerModel[] {
    return this.triggers.filter(({ running }) => running?.lease);
  }

  /** The running occurrence is over, or no longer leased: its lease proves nothing. */
  endLease(trigger: TriggerModel): void {
    const lease = trigger.running?.lease;
    if (trigger.running && lease) {
      this.outdated.push(lease);
      trigger.running.lease = null;
    }
  }

  end(trigger: TriggerModel): void {
    this.endLease(trigger);
    trigger.running = null;
  }
}

/** The real thing. */
export interface RealEngine {
  readonly test: TestEngine;
  readonly tenants: readonly TestEngine['tenant'][];
}
