import type { Nudge } from './trigger.types.js';

/** Reads `<due time> <action as it stands in keys>`; null for anything else. */
export function parseNudge(message: string, actionOf: (segment: string) => string): Nudge | null {
  const [, due, action] = /^(\d+) (.+)$/s.exec(message) ?? [];
  return due === undefined || action === undefined ? null : { dueMs: Number(due), action: actionOf(action) };
}
