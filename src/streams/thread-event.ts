import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Longer ids are named by their digest: names of channels have a limit, too. */
const LONGEST_NAMED_ID_BYTES = 512;

const threadEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('changed'),
    /** How many messages the thread has now, where it was only appended to. */
    messages: z.number().optional(),
  }),
  z.object({
    type: z.literal('tool'),
    tool: z.string(),
    toolCallId: z.string(),
    status: z.enum(['success', 'error']),
    durationMs: z.number(),
  }),
  z.object({
    type: z.literal('trigger'),
    action: z.string(),
    dueAt: z.string(),
    firedAt: z.string(),
    attempt: z.number(),
  }),
]);

/**
 * What is told in a thread's channel. `changed`: the thread was written; what has been added is read from the thread
 * itself, so that it is seen also by those who were not listening.
 */
export type ThreadEvent = z.infer<typeof threadEventSchema>;

/** An event as it came in; anything that is none only says that something may have changed. */
export function toThreadEvent(value: unknown): ThreadEvent {
  return threadEventSchema.safeParse(value).data ?? { type: 'changed' };
}

/** The channel of a thread, within those of its tenant. */
export function threadChannel(threadId: string): string {
  if (Buffer.byteLength(threadId) <= LONGEST_NAMED_ID_BYTES) return `thread:${threadId}`;
  return `thread-digest:${createHash('sha256').update(threadId).digest('hex')}`;
}
