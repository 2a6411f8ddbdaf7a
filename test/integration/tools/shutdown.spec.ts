import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RunnerStoppedError } from '../../../libs/agent/src/tools/runner/runner.errors.js';
import { topologies } from '../../support/topologies.js';
import type { Busy, Endless } from './fixtures/sync-tools.js';
import { deferred } from './support/deferred.js';
import { asUser, fixtureTool, startToolsApp } from './support/tools-app.js';

describe.each(topologies.slice(0, 1))('tools at shutdown', (topology) => {
  it('lets what runs and waits finish, nested runs included, and starts nothing new', async () => {
    const { runner, close } = await startToolsApp({ topology, tools: { lanes: { tool: 1 } } });
    const work = async (): Promise<number> => {
      await delay(50);
      return runner.run('agent', () => 1);
    };
    const accepted = [runner.run('tool', work), runner.run('tool', work)];
    const thread = asUser(() => runner.execute(fixtureTool<Busy>('Busy'), { milliseconds: 200 }));
    await delay(10);
    const closed = close();
    await expect
      .poll(async () => runner.run('tool', work).catch((error: unknown) => error))
      .toBeInstanceOf(RunnerStoppedError);
    expect(await Promise.all(accepted)).toEqual([1, 1]);
    expect(await thread).toBe('done');
    await closed;
  });

  it('gives up what is unfinished after the grace period, threads included', async () => {
    const { runner, close } = await startToolsApp({
      topology,
      tools: { lanes: { tool: 1 }, shutdownGraceMs: 300 },
    });
    let reason: unknown;
    const failures = [
      runner.run('tool', async ({ signal }) => {
        signal.addEventListener('abort', () => (reason = signal.reason));
        await new Promise(() => {});
      }),
      runner.run('tool', () => 'never started'),
      asUser(() => runner.execute(fixtureTool<Endless>('Endless'), {})),
    ].map(async (outcome) => outcome.catch((error: unknown) => error));
    const startedAt = performance.now();
    await close();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const failure of await Promise.all(failures)) expect(failure).toBeInstanceOf(RunnerStoppedError);
    expect(reason).toBeInstanceOf(RunnerStoppedError);
  });

  it('lets what runs use Redis until it has finished', async () => {
    const written = deferred<boolean>();
    const { runner, tenants, close } = await startToolsApp({ topology });
    const run = runner.run('tool', async () => {
      await delay(50);
      written.resolve(
        await tenants
          .for('acme')
          .keyValue.set('at-shutdown', 1)
          .then(() => true),
      );
    });
    await close();
    await run;
    expect(await written.promise).toBe(true);
  });
});
