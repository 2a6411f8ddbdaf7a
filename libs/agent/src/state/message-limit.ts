import { describeType, InvalidArgumentError } from '@tenantry/redis';
import type { ReadStateOptions } from './agent-state.options.js';
import type { AgentState } from './agent-state.js';

const ALL = -1;

/** How many of the last messages a read asks for, -1 for all. @throws InvalidArgumentError */
export function messageLimit(messages: ReadStateOptions['messages'] = 'all'): number {
  if (messages === 'all') return ALL;
  if (Number.isSafeInteger(messages) && messages >= 0) return messages;
  throw new InvalidArgumentError(
    'messages',
    "'all' or a number from 0",
    typeof messages === 'number' ? String(messages) : describeType(messages),
  );
}

/** The state with its last messages only. @param most -1 for all */
export function lastMessagesOf(state: AgentState, most: number): AgentState {
  if (most === ALL || most >= state.messages.length) return state;
  const messages = most === 0 ? [] : state.messages.slice(-most);
  return { ...state, messages, omittedMessages: state.messages.length - messages.length };
}
