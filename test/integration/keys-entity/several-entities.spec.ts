import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { KeyFactory } from '../../../libs/redis/src/keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES } from '../../../libs/redis/src/keys/key-options.js';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

const clusters = topologies.filter(({ clustered }) => clustered);

describe.each(clusters)('Keys of two entities on $name', (topology) => {
  it('are refused in one transaction by a typed error, and work apart', async () => {
    const tenant = parseTenantId(uniqueName('acme'));
    const keys = new KeyFactory({ layout: 'percent', hashTag: 'entity', prefixes: DEFAULT_KEY_PREFIXES });
    const [one, other] = [keys.user(tenant, 'u1'), keys.user(tenant, 'u2')];
    const manager = await connect(topology.options());
    try {
      const both = manager.transaction('user', (multi) => multi.hset(one, 'a', '1').hset(other, 'a', '1'));
      await expect(both).rejects.toMatchObject({ code: 'CROSS_SLOT' });
      await expect(both).rejects.toThrow(/keys\.hashTag/);
      const watched = manager.watch('user', [one, other], async () => undefined);
      await expect(watched).rejects.toMatchObject({ code: 'CROSS_SLOT' });
      expect(await manager.client('user').exists(one)).toBe(0);
      await manager.transaction('user', (multi) => multi.hset(one, 'a', '1').hincrby(one, 'a', 1));
      expect(await manager.client('user').hget(one, 'a')).toBe('2');
    } finally {
      await manager.close();
    }
  });
});
