import { describeType, InvalidArgumentError, type ValueCodec } from '@tenantry/redis';
import { AGENT_MESSAGE_TYPES, type AgentMessage, type AgentMessageType } from './agent-message.js';
import { isObject } from './is-object.js';
import { readMessage, unreadableMessage } from './message-reader.js';

type Properties = Readonly<Record<string, unknown>>;

/**
 * The text of each message, in order.
 * @throws InvalidArgumentError naming the message and the property that is wrong
 * @throws UnsupportedValueError naming what cannot be stored
 */
export function encodeMessages(codec: ValueCodec, messages: readonly AgentMessage[]): string[] {
  if (!Array.isArray(messages)) throw new InvalidArgumentError('messages', 'a list', describeType(messages));
  return messages.map((message, at) => encodeMessage(codec, message, `messages[${at}]`));
}

/** The message of a text. Text that is no message comes back as one of type `generic` and role `unreadable`. */
export function decodeMessage(codec: ValueCodec, text: string): AgentMessage {
  return readMessage(codec.decode(text)) ?? unreadableMessage(text);
}

function encodeMessage(codec: ValueCodec, message: unknown, path: string): string {
  if (!isObject(message)) throw new InvalidArgumentError(path, 'a message', describeType(message));
  const type = messageType(message, path);
  assertContent(message['content'], `${path}.content`);
  if (type === 'tool') assertText(message['toolCallId'], `${path}.toolCallId`);
  if (type === 'function') assertText(message['name'], `${path}.name`);
  if (type === 'generic') assertText(message['role'], `${path}.role`);
  return codec.encode({ ...message, ...plainToolCalls(message, path) }, path);
}

function messageType(message: Properties, path: string): AgentMessageType {
  const type = AGENT_MESSAGE_TYPES.find((known) => known === message['type']);
  if (type !== undefined) return type;
  throw new InvalidArgumentError(
    `${path}.type`,
    `one of ${AGENT_MESSAGE_TYPES.join(', ')}`,
    typeof message['type'] === 'string' ? 'another' : describeType(message['type']),
  );
}

function assertContent(content: unknown, path: string): void {
  if (typeof content === 'string') return;
  if (Array.isArray(content) && content.every((part) => typeof part === 'string' || isObject(part))) return;
  throw new InvalidArgumentError(path, 'text or a list of parts', describeType(content));
}

function assertText(value: unknown, path: string): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(path, 'text', describeType(value));
}

/** Instances of classes, such as validated requests, are written as plain objects: models store booleans otherwise. */
function plainToolCalls(message: Properties, path: string): Properties {
  const calls = message['toolCalls'];
  if (calls === undefined) return {};
  if (!Array.isArray(calls))
    throw new InvalidArgumentError(`${path}.toolCalls`, 'a list', describeType(calls));
  return {
    toolCalls: calls.map((call: unknown, at) => {
      const place = `${path}.toolCalls[${at}]`;
      if (!isObject(call)) throw new InvalidArgumentError(place, 'a tool call', describeType(call));
      assertText(call['name'], `${place}.name`);
      if (!isObject(call['args'])) {
        throw new InvalidArgumentError(`${place}.args`, 'an object', describeType(call['args']));
      }
      return { ...call };
    }),
  };
}
