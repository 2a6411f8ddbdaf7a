import { describe, expect, it } from 'vitest';
import { mergeServerInfos } from './merge-server-infos.js';
import { parseServerInfo } from './server-info.js';

const INFO = [
  '# Server',
  'redis_version:7.0.15',
  '# Clients',
  'connected_clients:5',
  '# Memory',
  'used_memory:1258291',
  'used_memory_human:1.20M',
  'maxmemory:0',
  'maxmemory_policy:noeviction',
  'mem_fragmentation_ratio:2.50',
  '# Stats',
  'evicted_keys:0',
  '# Replication',
  'role:master',
  '# Keyspace',
  'db1:keys=7,expires=0,avg_ttl=0',
  'db15:keys=42,expires=7,avg_ttl=0',
  '',
].join('\r\n');

describe('parseServerInfo', () => {
  it('reads what the server says of itself', () => {
    expect(parseServerInfo(INFO, 15)).toEqual({
      version: '7.0.15',
      role: 'master',
      connectedClients: 5,
      usedMemoryBytes: 1_258_291,
      usedMemoryHuman: '1.20M',
      maxMemoryBytes: null,
      maxMemoryPolicy: 'noeviction',
      memoryFragmentationRatio: 2.5,
      evictedKeys: 0,
      keys: 42,
    });
  });

  it('gives the version of Valkey, not that of the Redis it is compatible with', () => {
    const text = 'redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n';
    expect(parseServerInfo(text, 0).version).toBe('8.1.1');
  });

  it.each([
    [1, 7],
    [5, 0],
  ])('counts the keys of database %i', (db, keys) => {
    expect(parseServerInfo(INFO, db).keys).toBe(keys);
  });

  it('says nothing where the server says nothing', () => {
    expect(Object.values(parseServerInfo('', 0)).every((value) => value === null)).toBe(true);
  });
});

describe('mergeServerInfos', () => {
  const one = parseServerInfo(INFO, 15);

  it('adds up what several servers say', () => {
    const other = {
      ...one,
      version: '7.2.0',
      usedMemoryBytes: 3_000_000,
      memoryFragmentationRatio: 1.5,
      maxMemoryBytes: 9,
    };
    expect(mergeServerInfos([one, other])).toMatchObject({
      version: '7.0.15, 7.2.0',
      role: 'master',
      connectedClients: 10,
      usedMemoryBytes: 4_258_291,
      usedMemoryHuman: '4.06M',
      maxMemoryBytes: null,
      memoryFragmentationRatio: 2.5,
      keys: 84,
    });
  });

  it('knows nothing of no server', () => {
    expect(mergeServerInfos([])).toEqual(parseServerInfo('', 0));
  });
});
