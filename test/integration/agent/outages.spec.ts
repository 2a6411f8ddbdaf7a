import { describe, expect, it } from 'vitest';
import { OUTAGES, useOwnServer } from '../../support/own-server.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { human, statesOf } from './test-agents.js';

/** Which of them depends on when the connection is found to be lost. */
const unreachable = {
  code: expect.stringMatching(/^(POOL_UNAVAILABLE|COMMAND_TIMEOUT|COMMAND_OUTCOME_UNKNOWN|CIRCUIT_OPEN)$/),
};

describe('Agent state without its server', () => {
  const own = useOwnServer();

  it.each(Object.keys(OUTAGES) as Array<keyof typeof OUTAGES>)(
    'throws, or answers with nothing if the options say so, and is unhealthy: %s',
    async (outage) => {
      const throwing = statesOf(tenantScope(own.manager));
      const falling = statesOf(tenantScope(own.manager, { errors: 'fallback' }));
      await throwing.create('t1');
      await OUTAGES[outage](own.server);
      await expect(throwing.get('t1')).rejects.toMatchObject(unreachable);
      await expect(throwing.list()).rejects.toMatchObject(unreachable);
      expect(await falling.get('t1')).toBeNull();
      expect(await falling.exists('t1')).toBe(false);
      expect(await falling.ttl('t1')).toBeNull();
      expect(await falling.list()).toEqual({ threadIds: [], cursor: null });
      expect(await falling.recent()).toEqual([]);
      expect(await falling.count()).toBe(0);
      await expect(falling.addMessage('t1', human('x'))).rejects.toMatchObject(unreachable);
      await expect(falling.cleanupExpired()).rejects.toMatchObject(unreachable);
      const start = performance.now();
      expect(await falling.healthCheck()).toMatchObject({ status: 'unhealthy', error: expect.any(String) });
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );
});
