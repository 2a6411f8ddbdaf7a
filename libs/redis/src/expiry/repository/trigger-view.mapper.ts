import type { ValueCodec } from '../../codec/value-codec.js';
import type * as engine from '../engine/trigger.types.js';
import { decodePayload } from './trigger-payload.js';
import type { DeadLetter, ListedTrigger, ScheduledOccurrence, Trigger } from './trigger.views.js';

/** The engine's state of a trigger as its caller sees it; null if there is none. */
export function triggerView(
  name: { readonly action: string; readonly identifier: string },
  { scheduled, running }: engine.TriggerState,
  codec: ValueCodec,
): Trigger | null {
  const next = scheduled === null ? null : occurrenceView(scheduled, codec);
  if (running !== null) {
    const { state, attempt, untilMs } = running;
    return { ...name, state, attempt, until: new Date(untilMs), ...occurrenceView(running, codec), next };
  }
  return next === null ? null : { ...name, state: 'scheduled', attempt: 0, until: null, ...next, next: null };
}

export function listedTriggerView(trigger: engine.ListedTrigger, codec: ValueCodec): ListedTrigger {
  const { action, identifier } = trigger;
  return { action, identifier, ...occurrenceView(trigger, codec) };
}

export function deadLetterView(letter: engine.DeadLetter, codec: ValueCodec): DeadLetter {
  const { id, action, identifier, buriedMs, attempts, error, stack } = letter;
  const occurrence = occurrenceView(letter, codec);
  return { id, action, identifier, ...occurrence, buriedAt: new Date(buriedMs), attempts, error, stack };
}

function occurrenceView(
  { dueMs, payload }: { readonly dueMs: number; readonly payload: string | null },
  codec: ValueCodec,
): ScheduledOccurrence {
  return { dueAt: new Date(dueMs), payload: decodePayload(codec, payload) };
}
