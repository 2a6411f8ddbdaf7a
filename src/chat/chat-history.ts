import type { AgentMessage } from '@tenantry/agent';

/** Messages that a model is shown of a thread, however long it is. */
export const REMEMBERED_MESSAGES = 40;

/**
 * The last messages of a thread as a model may see them: results of tools whose call is not among them any more are
 * left out, because models refuse them.
 */
export function modelHistory(messages: readonly AgentMessage[]): readonly AgentMessage[] {
  const first = messages.findIndex(({ type }) => type !== 'tool');
  return first === -1 ? [] : messages.slice(first);
}
