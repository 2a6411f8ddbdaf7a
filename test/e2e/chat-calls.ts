import type { AgentMessage } from '@tenantry/agent';
import type { Caller } from './running-app.js';

/** What `/chat` answers; `/genie` answers the first two. */
export interface ChatAnswer {
  readonly response: string;
  readonly thread_id: string;
  readonly tools: readonly object[];
  readonly followUpAt: string | null;
}

/** A message of a thread. */
export interface StoredMessage {
  readonly type: AgentMessage['type'];
  readonly content: unknown;
  readonly id?: string;
  readonly metadata?: { readonly inReplyTo?: string };
  readonly toolCalls?: ReadonlyArray<{ readonly id: string }>;
}

/** The messages of a thread, oldest first. */
export async function messagesOf(call: Caller, threadId: string): Promise<StoredMessage[]> {
  const { body } = await call('GET', `/redis/agent-state/${encodeURIComponent(threadId)}`);
  return (body as { messages: StoredMessage[] }).messages;
}

/** Says something, and expects an answer. */
export async function say(call: Caller, path: string, body: object): Promise<ChatAnswer> {
  const answer = await call('POST', path, { body });
  if (answer.status !== 200)
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as ChatAnswer;
}
