import type { ApiClient } from '../scene/api-client.js';

/** A message of a thread, as the API shows it. */
export interface ThreadMessage {
  readonly type: string;
  readonly id: string;
  readonly content: string;
  readonly metadata?: { readonly inReplyTo?: string };
}

/** The messages of a thread; undefined if there is none. */
export async function messagesOf(client: ApiClient, threadId: string): Promise<ThreadMessage[] | undefined> {
  const { status, body } = await client.get<{ readonly messages: ThreadMessage[] }>(
    `/redis/agent-state/${encodeURIComponent(threadId)}`,
  );
  return status === 200 ? body.messages : undefined;
}
