import { RedisScript, type ScriptClient, type TtlArguments } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ExpectedVersion, ThreadKeys } from './thread-keys.js';

/** What a write does with a thread. */
export interface ThreadWrite {
  /** `'replace'`: its fields go; its messages stay unless they are dropped. */
  readonly existing: 'refuse' | 'replace' | 'change';
  readonly missing: 'refuse' | 'create';
  readonly dropMessages: boolean;
  /** Times of a thread that comes from elsewhere, in milliseconds since 1970. @default now */
  readonly times?: { readonly createdAt: number; readonly updatedAt: number } | undefined;
  /** Field and text in turn. */
  readonly fields: readonly string[];
  /** Texts of messages. */
  readonly messages: readonly string[];
}

/** How a write ended. Times are in milliseconds since 1970. */
export type ThreadOutcome =
  | {
      readonly outcome: 'written';
      readonly version: number;
      readonly createdAt: number;
      readonly updatedAt: number;
      readonly messages: number;
    }
  | { readonly outcome: 'missing' | 'exists' }
  | {
      readonly outcome: 'conflict';
      /** The thread's version; 0 if there is none. */
      readonly version: number;
    };

const script = new RedisScript('thread-write', 5, LUA_SOURCES.threadWrite, outcomeOf);

/** Creates, replaces or changes a thread and appends messages to it, in one step. */
export function threadWrite(
  client: ScriptClient,
  { keys, segment }: ThreadKeys,
  ttl: TtlArguments,
  expected: ExpectedVersion,
  write: ThreadWrite,
): Promise<ThreadOutcome> {
  const { existing, missing, dropMessages, times, fields, messages } = write;
  return script.run(client, keys, [
    ...ttl,
    segment,
    expected.version,
    expected.createdAt,
    existing,
    missing,
    dropMessages ? '1' : '0',
    times?.createdAt ?? '',
    times?.updatedAt ?? '',
    fields.length,
    ...fields,
    ...messages,
  ]);
}

function outcomeOf(reply: unknown): ThreadOutcome {
  const [outcome, version, createdAt, updatedAt, messages] = reply as [string, ...unknown[]];
  switch (outcome) {
    case 'written':
      return {
        outcome,
        version: Number(version),
        createdAt: Number(createdAt),
        updatedAt: Number(updatedAt),
        messages: Number(messages),
      };
    case 'conflict':
      return { outcome, version: Number(version) };
    default:
      return { outcome: outcome === 'exists' ? 'exists' : 'missing' };
  }
}
