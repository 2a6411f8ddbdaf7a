import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentToolsOptions } from '../../../libs/agent/src/tools/agent-tools-options.js';
import type { ToolRunner } from '../../../libs/agent/src/tools/runner/tool-runner.js';
import { LaneFullError, RunTimeoutError } from '../../../libs/agent/src/tools/runner/runner.errors.js';
import { topologies } from '../../support/topologies.js';
import { deferred } from './support/deferred.js';
import { startToolsApp, type ToolsApp } from './support/tools-app.js';

/** A function that runs until it is told to end, and knows how many of its kind ran at the same time. */
class Gate {
  running = 0;
  most = 0;
  readonly #open = deferred<void>();

  readonly work = async (): Promise<string> => {
    this.running++;
    this.most = Math.max(this.most, this.running);
    await this.#open.promise;
    this.running--;
    return 'done';
  };

  open(): void {
    this.#open.resolve(undefined);
  }
}

// Lanes are the same wherever Redis is.
describe.each(topologies.slice(0, 1))('lanes', (topology) => {
  let tools: ToolsApp | undefined;
  afterEach(async () => tools?.close());

  async function start(options: AgentToolsOptions): Promise<ToolRunner> {
    tools = await startToolsApp({ topology, tools: { shutdownGraceMs: 0, ...options } });
    return tools.runner;
  }

  it('runs as many functions at a time as the lane allows', async () => {
    const runner = await start({ lanes: { tool: 3 } });
    const gate = new Gate();
    const all = Array.from({ length: 10 }, async () => runner.run('tool', gate.work));
    await expect.poll(() => gate.running).toBe(3);
    expect(runner.statistics().lanes.tool).toMatchObject({ concurrency: 3, running: 3, waiting: 7 });
    gate.open();
    expect(await Promise.all(all)).toEqual(Array(10).fill('done'));
    expect(gate.most).toBe(3);
    expect(runner.statistics().lanes.tool).toMatchObject({ running: 0, waiting: 0, completed: 10 });
  });

  it('has the sizes of the specification where none are given', async () => {
    const runner = await start({});
    const { lanes, maxConcurrent } = runner.statistics();
    expect(lanes.user.concurrency % 4).toBe(0);
    expect([lanes.tool.concurrency, lanes.agent.concurrency, maxConcurrent]).toEqual([32, 16, 128]);
  });

  it('runs no more than maxConcurrent in all lanes together', async () => {
    const runner = await start({ lanes: { user: 4, tool: 4, agent: 4 }, maxConcurrent: 5 });
    const gate = new Gate();
    const lanes = (['user', 'tool', 'agent'] as const).flatMap(
      (lane) => Array(4).fill(lane) as [typeof lane],
    );
    const all = lanes.map(async (lane) => runner.run(lane, gate.work));
    await expect.poll(() => gate.running).toBe(5);
    await delay(20);
    expect(gate.most).toBe(5);
    gate.open();
    await Promise.all(all);
    expect(gate.most).toBe(5);
  });

  it('refuses what would wait behind too many, and runs it when there is room again', async () => {
    const runner = await start({ lanes: { tool: 1 }, maxQueued: 2 });
    const gate = new Gate();
    const accepted = Array.from({ length: 3 }, async () => runner.run('tool', gate.work));
    await expect(runner.run('tool', gate.work)).rejects.toBeInstanceOf(LaneFullError);
    await expect(runner.run('tool', gate.work)).rejects.toMatchObject({ statusCode: 503, retryable: true });
    expect(await runner.run('user', () => 'another lane')).toBe('another lane');
    expect(runner.statistics().lanes.tool).toMatchObject({ waiting: 2, refused: 2 });
    gate.open();
    await Promise.all(accepted);
    expect(await runner.run('tool', () => 1)).toBe(1);
  });

  it('can be told never to let anything wait', async () => {
    const runner = await start({ lanes: { tool: 1 }, maxQueued: 0 });
    const gate = new Gate();
    const first = runner.run('tool', gate.work);
    await expect(runner.run('tool', gate.work)).rejects.toBeInstanceOf(LaneFullError);
    gate.open();
    expect(await first).toBe('done');
  });

  it('gives up a function at its timeout, aborts its signal and frees its slot', async () => {
    const runner = await start({ lanes: { tool: 1 } });
    const stubborn = deferred<void>();
    let reason: unknown;
    const failed = runner.run(
      'tool',
      async function stubbornWork({ signal }) {
        signal.addEventListener('abort', () => (reason = signal.reason));
        await stubborn.promise;
      },
      { timeoutMs: 30 },
    );
    await expect(failed).rejects.toBeInstanceOf(RunTimeoutError);
    await expect(failed).rejects.toMatchObject({
      statusCode: 504,
      message: expect.stringContaining('stubbornWork'),
    });
    expect(reason).toBeInstanceOf(RunTimeoutError);
    expect(await runner.run('tool', () => 'next')).toBe('next');
    expect(runner.statistics().lanes.tool).toMatchObject({ overdue: 1, timedOut: 1, running: 0 });
    stubborn.resolve(undefined);
    await expect.poll(() => runner.statistics().lanes.tool.overdue).toBe(0);
  });

  it('counts the timeout from the start, not from the wait', async () => {
    const runner = await start({ lanes: { tool: 1 } });
    const first = runner.run('tool', async () => delay(120));
    const second = runner.run('tool', () => 'in time', { timeoutMs: 60 });
    await first;
    expect(await second).toBe('in time');
  });

  it('is cancelled by a signal before, while it waits, and while it runs', async () => {
    const runner = await start({ lanes: { tool: 1 } });
    const reason = new Error('given up');
    const gate = new Gate();
    await expect(runner.run('tool', gate.work, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const [runs, waits] = [new AbortController(), new AbortController()];
    const running = runner.run('tool', gate.work, { signal: runs.signal });
    const waiting = runner.run('tool', gate.work, { signal: waits.signal });
    waits.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(runner.statistics().lanes.tool).toMatchObject({ running: 1, waiting: 0, cancelled: 1 });
    runs.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(gate.most).toBe(1);
    gate.open();
  });

  it('fails with what the function throws, also synchronously', async () => {
    const runner = await start({});
    const error = new TypeError('own');
    const thrower = (): never => {
      throw error;
    };
    await expect(runner.run('user', thrower)).rejects.toBe(error);
    await expect(runner.run('user', async () => Promise.reject(error))).rejects.toBe(error);
    expect(runner.statistics().lanes.user.failed).toBe(2);
  });

  it('lets runs call the runner again however full their lanes are', async () => {
    const runner = await start({ lanes: { agent: 2, tool: 2 }, maxConcurrent: 2 });
    let running = 0;
    let most = 0;
    const leaf = async (): Promise<number> => {
      most = Math.max(most, ++running);
      await delay(2);
      return running--;
    };
    const middle = async (): Promise<unknown> =>
      Promise.all(Array.from({ length: 3 }, async () => runner.run('tool', leaf)));
    const top = async (): Promise<unknown> =>
      Promise.all([runner.run('tool', middle), runner.run('agent', middle), runner.run('agent', leaf)]);
    await Promise.all(Array.from({ length: 10 }, async () => runner.run('agent', top, { timeoutMs: 5_000 })));
    // The slots of lane `tool`, and one that each of the agents at work lends.
    expect(most).toBeLessThanOrEqual(6);
  });

  it.each([0, -1, Number.NaN, 2 ** 31])('refuses a timeout of %s ms', async (timeoutMs) => {
    const runner = await start({});
    await expect(runner.run('tool', () => 1, { timeoutMs })).rejects.toBeInstanceOf(InvalidArgumentError);
  });

  it('refuses a lane that does not exist', async () => {
    const runner = await start({});
    await expect(runner.run('tools' as 'tool', () => 1)).rejects.toThrow(/one of user, tool, agent/);
  });

  it('names every wrong option at start-up', async () => {
    const options = { lanes: { tool: 0 }, timeoutMs: 1.5, threads: 3 } as AgentToolsOptions;
    await expect(start(options)).rejects.toThrow(/lanes\.tool.*\n.*timeoutMs.*\n.*threads/);
  });
});
