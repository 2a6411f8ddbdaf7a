import { decodeFields, recordFields, type ValueCodec } from '@tenantry/redis';
import type { StoredThread } from '../scripts/thread-read.script.js';
import type { AgentState, AgentStateData } from './agent-state.js';
import { decodeMessage } from './message-codec.js';

/** What the store itself says about a thread: no caller's field. */
const RESERVED = new Set(['threadId', 'messages', 'createdAt', 'updatedAt', 'version', 'omittedMessages']);

const DEFAULTS = { stream: false, context: null, isRelevant: null };

/**
 * Field and text in turn of what a caller says about a thread, without its messages and without what is `undefined`.
 * @throws InvalidArgumentError | UnsupportedValueError
 */
export function encodeStateFields(codec: ValueCodec, data: AgentStateData): string[] {
  // Own fields first: one called `__proto__` has to stay a field.
  const fields = Object.fromEntries(Object.entries(data).filter(([name]) => !RESERVED.has(name)));
  return recordFields(codec, fields);
}

/** Like {@link encodeStateFields}, for a whole state: what is not named has its default. */
export function encodeWholeState(codec: ValueCodec, data: AgentStateData): string[] {
  return encodeStateFields(codec, withDefaults(data));
}

function withDefaults(data: AgentStateData): AgentStateData {
  const named = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...Object.entries(DEFAULTS), ...named]);
}

/** The state of a stored thread. */
export function decodeState(codec: ValueCodec, threadId: string, stored: StoredThread): AgentState {
  const fields = decodeFields(codec, stored.fields);
  const messages = stored.messages.map((text) => decodeMessage(codec, text));
  return Object.assign(fields, {
    threadId,
    messages,
    stream: toBoolean(fields['stream']) ?? DEFAULTS.stream,
    context: fields['context'] ?? DEFAULTS.context,
    isRelevant: toBoolean(fields['isRelevant']) ?? DEFAULTS.isRelevant,
    createdAt: new Date(Number(stored.fields['createdAt'] ?? 0)),
    updatedAt: new Date(Number(stored.fields['updatedAt'] ?? 0)),
    version: Number(stored.fields['version'] ?? 0),
    omittedMessages: stored.messageCount - messages.length,
  });
}

/** The codec `python` writes 1 and 0. */
function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 1 ? true : value === 0 ? false : undefined;
}
