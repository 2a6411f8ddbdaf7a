import { describeType, InvalidArgumentError, type ValueCodec } from '@tenantry/redis';
import type { ThreadWrite } from '../scripts/thread-write.script.js';
import type { AgentMessage } from './agent-message.js';
import type { AgentStateData, AgentStateFields } from './agent-state.js';
import { encodeMessages } from './message-codec.js';
import { encodeStateFields, encodeWholeState } from './state-codec.js';

/** What a write does with a thread, whichever thread it is. */
export type StateChange = Omit<ThreadWrite, 'times'>;

/**
 * Writes the named fields of an existing thread; its messages stay.
 * @throws InvalidArgumentError | UnsupportedValueError
 */
export function fieldsChange(codec: ValueCodec, fields: AgentStateFields): StateChange {
  return {
    existing: 'change',
    missing: 'refuse',
    dropMessages: false,
    fields: encodeStateFields(codec, fields),
    messages: [],
  };
}

/**
 * Writes a state as a whole: what it does not name has its default.
 * @throws InvalidArgumentError for a state that was read without all of its messages, unless these stay
 * @throws UnsupportedValueError
 */
export function wholeChange(
  codec: ValueCodec,
  data: AgentStateData,
  how: Pick<StateChange, 'existing' | 'missing' | 'dropMessages'>,
): StateChange {
  const keepsMessages = how.existing === 'replace' && !how.dropMessages;
  return {
    ...how,
    fields: encodeWholeState(codec, data),
    messages: keepsMessages ? [] : encodeMessages(codec, allMessagesOf(data)),
  };
}

function allMessagesOf({ messages = [], omittedMessages = 0 }: AgentStateData): readonly AgentMessage[] {
  if (omittedMessages === 0) return messages;
  throw new InvalidArgumentError(
    'omittedMessages',
    '0, because the messages that were not read would be lost: read the state with all its messages, or give keepMessages',
    typeof omittedMessages === 'number' ? String(omittedMessages) : describeType(omittedMessages),
  );
}
