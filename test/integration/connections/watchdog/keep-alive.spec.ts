import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { FaultProxy } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect } from '../../../support/topologies.js';

/** Shows the kernel's timers of sockets; Linux only. */
const SS = ['/usr/bin/ss', '/bin/ss', '/usr/sbin/ss', '/sbin/ss'].find((path) => existsSync(path));

describe.runIf(SS !== undefined)('TCP keepalive', () => {
  let proxy: FaultProxy;

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
  });
  afterEach(async () => proxy.close());

  it('is set on the sockets of the pools and of their subscribers', async () => {
    const manager = await connect({ url: proxy.url, defaults: { keepAliveMs: 1_200_000 } });
    try {
      await manager.subscriber('pubsub').subscribe('channel');
      const sockets = execFileSync(SS ?? '', [
        '-Htno',
        'state',
        'established',
        'dport',
        '=',
        `:${proxy.port}`,
      ])
        .toString()
        .trim()
        .split('\n');
      expect(sockets).toHaveLength(7);
      // Twenty minutes, less what has passed.
      for (const socket of sockets) expect(socket).toMatch(/timer:\(keepalive,(19min|20min)/);
    } finally {
      await manager.close();
    }
  });
});
