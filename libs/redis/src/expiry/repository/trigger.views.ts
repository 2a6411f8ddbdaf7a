/** What {@link TriggerRepository.set} did. */
export interface ArmedTrigger {
  /** When it is due, by the server's clock. */
  readonly dueAt: Date;
  /** True if it was scheduled already: it has the new time and payload, and runs once. */
  readonly rearmed: boolean;
}

/** What {@link TriggerRepository.setMany} did. */
export interface ArmedTriggers {
  /** When each is due, by the server's clock, in the order given. */
  readonly dueAt: readonly Date[];
  /** How many were not scheduled before; the others have the new time and payload. */
  readonly added: number;
}

/** A scheduled occurrence of a trigger. */
export interface ScheduledOccurrence {
  readonly dueAt: Date;
  /** Null if there is none. */
  readonly payload: unknown;
}

/** A trigger as {@link TriggerRepository.get} finds it. */
export interface Trigger extends ScheduledOccurrence {
  readonly action: string;
  readonly identifier: string;
  /** `'scheduled'`: waits for its time; `'running'`: with a handler; `'retrying'`: waits for another attempt. */
  readonly state: 'scheduled' | 'running' | 'retrying';
  /** Deliveries that began: 0 while scheduled. */
  readonly attempt: number;
  /** While running: when its lease ends unless it is renewed. While retrying: time of the next attempt. Else null. */
  readonly until: Date | null;
  /** What was set while this occurrence was running or retrying: it runs after it. Else null. */
  readonly next: ScheduledOccurrence | null;
}

/** A trigger in a {@link TriggerPage}. */
export interface ListedTrigger extends ScheduledOccurrence {
  readonly action: string;
  readonly identifier: string;
}

/** A page of scheduled triggers. */
export interface TriggerPage {
  /** May be fewer than asked for, or none, while there are more. */
  readonly triggers: readonly ListedTrigger[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}

/** A trigger whose attempts have all failed. */
export interface DeadLetter extends ScheduledOccurrence {
  readonly id: string;
  readonly action: string;
  readonly identifier: string;
  /** When it was given up. */
  readonly buriedAt: Date;
  /** Deliveries that were made. */
  readonly attempts: number;
  /** Message of the last error. */
  readonly error: string;
  /** Stack of the last error, where there was one. */
  readonly stack: string | null;
}

/** A page of dead letters. */
export interface DeadLetterPage {
  /** May be fewer than asked for, or none, while there are more. */
  readonly letters: readonly DeadLetter[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}
