import type { RedisClient, ValueCodec } from '@tenantry/redis';
import type { AgentMessage } from './agent-message.js';
import type { AgentState } from './agent-state.js';
import { isObject } from './is-object.js';
import { readMessage, unreadableMessage } from './message-reader.js';

/** Fields of the Python service that have a name of ours. */
const FIELD_NAMES: Readonly<Record<string, string>> = { is_relevant: 'isRelevant' };

/** What the store says by itself, in both spellings. */
const STORE_FIELDS = new Set([
  'thread_id',
  'created_at',
  'updated_at',
  'threadId',
  'createdAt',
  'updatedAt',
  'version',
  'omittedMessages',
  'messages',
]);

/**
 * The state in a document of the Python service; null if there is none. Its version is 1: what it is imported as.
 * @throws ReplyError
 */
export async function readSeedDocument(
  client: RedisClient,
  key: string,
  threadId: string,
  codec: ValueCodec,
): Promise<AgentState | null> {
  const text = await client.get(key);
  if (text === null) return null;
  const document = codec.decode(text);
  return isObject(document) ? stateOf(threadId, document) : null;
}

function stateOf(threadId: string, document: Readonly<Record<string, unknown>>): AgentState {
  const fields = Object.entries(document)
    .filter(([name]) => !STORE_FIELDS.has(name))
    .map(([name, value]): [string, unknown] => [
      Object.hasOwn(FIELD_NAMES, name) ? (FIELD_NAMES[name] ?? name) : name,
      value,
    ]);
  const own: Record<string, unknown> = Object.fromEntries(fields);
  const createdAt = dateOf(document['created_at'] ?? document['createdAt']) ?? new Date(0);
  return Object.assign(own, {
    threadId,
    messages: messagesOf(document['messages']),
    stream: own['stream'] === true,
    context: own['context'] ?? null,
    isRelevant: typeof own['isRelevant'] === 'boolean' ? own['isRelevant'] : null,
    createdAt,
    updatedAt: dateOf(document['updated_at'] ?? document['updatedAt']) ?? createdAt,
    version: 1,
    omittedMessages: 0,
  });
}

function messagesOf(value: unknown): AgentMessage[] {
  if (!Array.isArray(value)) return [];
  return value.map(
    (item: unknown): AgentMessage =>
      readMessage(item) ?? unreadableMessage(typeof item === 'string' ? item : (JSON.stringify(item) ?? '')),
  );
}

/** ISO text, in which Python leaves out the zone of UTC, or seconds since 1970. */
function dateOf(value: unknown): Date | undefined {
  if (typeof value === 'number') return validDate(new Date(value * 1_000));
  if (typeof value !== 'string') return undefined;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value);
  return validDate(new Date(hasZone ? value : `${value}Z`));
}

function validDate(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}
