import { TenantContext } from '@tenantry/redis';
import type { AgentMessage, AgentToolCall, AiMessage } from '@tenantry/agent';
import { messageText } from '../message-text.js';
import type { ChatModel, ChatRequest } from './chat-model.js';

const EMAIL = /[^\s@<>"']+@[^\s@<>"',;!?]+/;
const DELAY = /\bin (\d{1,5}) minutes?\b/i;
const LONGEST_QUOTE = 200;

/**
 * Answers without a network and always the same, so that the app can be tried and tested: it says what it has heard,
 * has an e-mail address checked, and has the user's messages processed `in 5 minutes` where a message says so.
 */
export class OfflineChatModel implements ChatModel {
  async respond({ messages, tools }: ChatRequest): Promise<AiMessage> {
    const results = resultsAtEnd(messages);
    if (results.length > 0) return { type: 'ai', content: results.map(messageText).join('\n') };
    const question = messages.findLast(({ type }) => type === 'human');
    const text = question === undefined ? '' : messageText(question);
    const toolCalls = toolCallsFor(text, question?.id ?? 'call').filter(({ name }) =>
      tools.some((tool) => tool.name === name),
    );
    if (toolCalls.length > 0) return { type: 'ai', content: '', toolCalls };
    const count = messages.filter(({ type }) => type === 'human').length;
    return { type: 'ai', content: `You said: ${quote(text)} (message ${count} of those I remember)` };
  }
}

/** What tools have answered since the model last spoke. */
function resultsAtEnd(messages: readonly AgentMessage[]): readonly AgentMessage[] {
  return messages.slice(messages.findLastIndex(({ type }) => type !== 'tool') + 1);
}

function toolCallsFor(text: string, id: string): AgentToolCall[] {
  const calls: AgentToolCall[] = [];
  const [email] = EMAIL.exec(text) ?? [];
  if (email !== undefined) {
    calls.push({ id: `${id}:email`, name: 'email_validator', args: { email: email.replace(/\.$/, '') } });
  }
  const [, delayMinutes] = DELAY.exec(text) ?? [];
  const userId = TenantContext.current()?.userId;
  if (delayMinutes !== undefined && Number(delayMinutes) > 0 && userId !== undefined) {
    calls.push({
      id: `${id}:delay`,
      name: 'schedule_batch',
      args: { userId, delayMinutes: Number(delayMinutes) },
    });
  }
  return calls;
}

function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
