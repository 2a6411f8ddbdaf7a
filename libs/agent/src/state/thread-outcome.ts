import type { ThreadRemoval } from '../scripts/thread-delete.script.js';
import type { ThreadOutcome } from '../scripts/thread-write.script.js';
import {
  AgentStateConflictError,
  AgentStateExistsError,
  AgentStateNotFoundError,
} from './agent-state.errors.js';
import type { VersionCondition } from './agent-state.options.js';
import type { WrittenThread } from './agent-state.js';

/**
 * What a write has made of a thread.
 * @throws AgentStateConflictError | AgentStateExistsError | AgentStateNotFoundError where it was refused
 */
export function writtenThread(
  threadId: string,
  outcome: ThreadOutcome,
  { ifVersion }: VersionCondition,
): WrittenThread {
  switch (outcome.outcome) {
    case 'written':
      return {
        threadId,
        version: outcome.version,
        createdAt: new Date(outcome.createdAt),
        updatedAt: new Date(outcome.updatedAt),
        messageCount: outcome.messages,
      };
    case 'conflict':
      throw new AgentStateConflictError(threadId, ifVersion ?? 0, outcome.version);
    case 'exists':
      throw new AgentStateExistsError(threadId);
    default:
      throw new AgentStateNotFoundError(threadId);
  }
}

/** Whether it was refused because there is no such thread. */
export function foundNoThread(outcome: ThreadOutcome): boolean {
  return outcome.outcome === 'missing' || isConflictWithNone(outcome);
}

/** Whether a version was expected, and there is no thread at all. */
export function isConflictWithNone(outcome: ThreadOutcome | ThreadRemoval): boolean {
  return outcome.outcome === 'conflict' && outcome.version === 0;
}
