import { describe, expect, it } from 'vitest';
import { createCodec } from '../../../libs/redis/src/codec/value-codec.js';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { KeyFactory } from '../../../libs/redis/src/keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES } from '../../../libs/redis/src/keys/key-options.js';
import type { TenantScope } from '../../../libs/redis/src/repositories/tenant-scope.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { valuesOf } from './test-queue.js';

describe.each(topologies)('Queues shared with the Python library on $name', (topology) => {
  const redis = useTopology(topology);

  function pythonScope(): TenantScope {
    const scope = redis.scope();
    const keys = new KeyFactory({
      layout: 'python',
      hashTag: topology.clustered && 'tenant',
      prefixes: DEFAULT_KEY_PREFIXES,
    });
    return { ...scope, runtime: { ...scope.runtime, keys, codec: createCodec('python') } };
  }

  it('have its keys and its texts', async () => {
    const scope = pythonScope();
    const tenant = scope.tenantReference.resolve();
    const service = uniqueName('email:a');
    const batch = new BatchRepository(scope);
    await batch.enqueueMany(service, 'b:c', 'd_e', [{ a: true, b: [1, null] }, true, 'text', null, 1.5]);
    const client = redis.client('handlers');
    const prefix = topology.clustered ? `{${tenant}}` : tenant;
    expect(await client.lrange(`${prefix}:batch:${service}:b:c:d_e`, 0, -1)).toEqual([
      '{"a": true, "b": [1, null]}',
      '1',
      'text',
      'null',
      '1.5',
    ]);
    expect(await client.smembers(`pending_batches:${service}`)).toEqual([tenant]);
  });

  it('are worked on whoever wrote them', async () => {
    const scope = pythonScope();
    const tenant = scope.tenantReference.resolve();
    const service = uniqueName('email:a');
    const batch = new BatchRepository(scope);
    const coordinator = new BatchCoordinator(scope.runtime);
    const client = redis.client('handlers');
    const list = `${topology.clustered ? `{${tenant}}` : tenant}:batch:${service}:b:c:d_e`;
    // As its enqueue does.
    await client.rpush(list, '{"user_id": "123", "template": "daily_summary"}');
    await client.sadd(`pending_batches:${service}`, tenant);
    expect((await coordinator.pendingTenants(service)).tenants).toEqual([tenant]);
    const items = await batch.claim(service, 'b:c', 'd_e');
    expect(valuesOf(items)).toEqual([{ user_id: '123', template: 'daily_summary' }]);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
    expect(await batch.ackAll(items)).toBe(1);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
    expect(await client.exists(`pending_batches:${service}`)).toBe(0);
  });
});
