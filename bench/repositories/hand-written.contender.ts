import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import {
  LIST_FIELD,
  profileOf,
  TENANT,
  TTL_SECONDS,
  USERS,
  type Contender,
  type ListOperations,
  type Operations,
} from './operations.js';

/*
 * The rival: ioredis by hand with its best settings. Same work as ours: one auto-pipelined EVALSHA per write that
 * sets the fields and keeps the longer expiry, values encoded and decoded, keys built per call.
 */

const KEEP_LONGER_EXPIRY = `
local ttl = redis.call('PTTL', KEYS[1])
if ttl ~= -1 and ttl < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end`;

const UPSERT = `
local existed = redis.call('EXISTS', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
if existed == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) return 1 end
${KEEP_LONGER_EXPIRY}
return 0`;

const INCREMENT = `
local existed = redis.call('EXISTS', KEYS[1])
redis.call('HINCRBY', KEYS[1], ARGV[2], ARGV[3])
if existed == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) else ${KEEP_LONGER_EXPIRY} end
return redis.call('HGET', KEYS[1], ARGV[2])`;

interface Scripts {
  handUpsert(key: string, ...args: (string | number)[]): Promise<number>;
  handIncrement(key: string, ...args: (string | number)[]): Promise<string>;
}

export class HandWrittenContender implements Contender {
  readonly #redis: Redis & Scripts;

  constructor(url: string) {
    const redis = new Redis(`${url}/11`, SAFE_SETTINGS);
    redis.defineCommand('handUpsert', { numberOfKeys: 1, lua: UPSERT });
    redis.defineCommand('handIncrement', { numberOfKeys: 1, lua: INCREMENT });
    this.#redis = redis as Redis & Scripts;
  }

  readonly operations: Operations = {
    upsert: async (index) =>
      (await this.#redis.handUpsert(key(index), TTL_MS, ...encode(profileOf(index)))) === 1,
    get: async (index) => decodeRecord(await this.#redis.hgetall(key(index))),
    updateField: async (index) => this.#redis.handUpsert(key(index), TTL_MS, ...encode({ score: index + 1 })),
    getField: async (index) => this.#redis.hget(key(index), 'email'),
    incrementField: async (index) =>
      Number(await this.#redis.handIncrement(key(index), TTL_MS, 'loginCount', 1)),
  };

  /** Read, change, write: two that append at the same time lose an element. */
  readonly lists: ListOperations = {
    reset: async (index, list) =>
      this.#redis.handUpsert(listKey(index), TTL_MS, ...encode({ [LIST_FIELD]: list })),
    append: async (index, element) => {
      const text = await this.#redis.hget(listKey(index), LIST_FIELD);
      const list = JSON.parse(text ?? '[]') as unknown[];
      const length = list.push(element);
      await this.#redis.handUpsert(listKey(index), TTL_MS, ...encode({ [LIST_FIELD]: list }));
      return length;
    },
  };

  close(): void {
    this.#redis.disconnect();
  }
}

const TTL_MS = TTL_SECONDS * 1_000;

function key(index: number): string {
  return `${TENANT}:hand:${index % USERS}`;
}

function listKey(index: number): string {
  return `${TENANT}:hand:list-${index}`;
}

function encode(record: Record<string, unknown>): string[] {
  const fields: string[] = [];
  for (const [field, value] of Object.entries(record)) fields.push(field, encodeValue(value));
  return fields;
}

function encodeValue(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/** By hand one knows the type of every field, and decodes nothing that needs no decoding. */
function decodeRecord(hash: Record<string, string>): Record<string, unknown> {
  return {
    name: hash['name'],
    email: hash['email'],
    score: Number(hash['score']),
    active: hash['active'] === 'true',
    lastLogin: hash['lastLogin'],
    loginCount: Number(hash['loginCount']),
    preferences: JSON.parse(hash['preferences'] ?? 'null') as unknown,
  };
}
