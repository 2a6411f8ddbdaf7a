import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connect, topologiesWithoutSentinel, useTopology } from '../../support/topologies.js';
import type { ConsumerTask } from './consumer.process.js';
import { testQueue, valuesOf } from './test-queue.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Plain Node does not run TypeScript everywhere: Vite, which runs the tests, loads it here too. */
const program = (task: ConsumerTask): string => `
  import 'reflect-metadata';
  import { runnerImport } from 'vite';
  const file = ${JSON.stringify(join(import.meta.dirname, 'consumer.process.ts'))};
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'silent' });
  const values = await module.consume(${JSON.stringify(task)});
  process.stdout.write(JSON.stringify(values) + '\\n');
`;

const children: ChildProcess[] = [];

/** Starts a process that consumes; it stays alive. @returns what it claimed */
async function consumeInChild(task: ConsumerTask): Promise<{ child: ChildProcess; values: unknown[] }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(task)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, values: JSON.parse(String(line)) };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe.each(topologiesWithoutSentinel)('Consumers on $name', (topology) => {
  const redis = useTopology(topology);

  it('never share an item, however many claim at once', async () => {
    const { batch, name, tenant } = testQueue(redis);
    const values = Array.from({ length: 5_000 }, (_, index) => index);
    await batch.enqueueMany(...name, values);
    const managers = await Promise.all([connect(topology.options()), connect(topology.options())]);
    const taken = await Promise.all(
      managers.map(async (manager) => {
        const own = new BatchRepository(
          tenantScope(manager, { tenant, hashTag: topology.clustered && 'tenant' }),
        );
        const mine: unknown[] = [];
        for (;;) {
          // Several at once from each, of different sizes.
          const claims = await Promise.all([1, 7, 40].map(async (limit) => own.claim(...name, { limit })));
          const items = claims.flat();
          if (items.length === 0) return mine;
          mine.push(...valuesOf(items));
          expect(await own.ackAll(items)).toBe(items.length);
        }
      }),
    );
    await Promise.all(managers.map(async (manager) => manager.close()));
    expect(taken.every((mine) => mine.length > 0)).toBe(true);
    expect(
      taken
        .flat()
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual(values);
  });

  it('lose nothing when one of them is killed', async () => {
    const { batch, name, tenant, coordinator, service } = testQueue(redis);
    const values = Array.from({ length: 10 }, (_, index) => ({ index }));
    await batch.enqueueMany(...name, values);
    const { child, values: claimed } = await consumeInChild({
      options: topology.options(),
      hashTag: topology.clustered && 'tenant',
      tenant,
      name,
      limit: 6,
      leaseSeconds: 3,
      acked: 2,
    });
    expect(claimed).toEqual(values.slice(0, 6));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(valuesOf(await batch.claim(...name))).toEqual(values.slice(6));
    expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
    const recovered: unknown[] = [];
    await expect
      .poll(
        async () => {
          recovered.push(...(await batch.claim(...name)).map(({ value, attempt }) => [value, attempt]));
          return recovered.length;
        },
        { timeout: 10_000 },
      )
      .toBe(4);
    expect(recovered).toEqual(values.slice(2, 6).map((value) => [value, 2]));
  });
});
