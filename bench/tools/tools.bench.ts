import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AgentToolsModule, ToolRunner, workerTool, type Tool, type WorkerTool } from '@tenantry/agent';
import { RedisModule, RedisTenants, TenantContext } from '@tenantry/redis';
import { z } from 'zod';
import type { Bench } from '../harness/bench.js';
import { putLoad } from '../harness/load.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { AwaitedStateCalls } from './main-thread.tools.js';
import { compute, type ComputingTool, type StateCallsTool } from './state-calls.tool.js';

export const question = `
What does a synchronous state call of a tool in a worker thread cost, against the same call awaited by a tool on the
main thread? What does it cost to run a tool there? And what is it good for: how long is the main thread held up
while tools compute?
`;

const IDENTITY = { tenant: 'bench', userId: 'u1' };
const TOOLS_MODULE = new URL('./state-calls.tool.js', import.meta.url);
/** A call in a thread may take ten times as long as the same call on the main thread. */
const CALL_TARGET = 0.1;
const COMPUTING_MS = 20;
const SETTLE_MS = 10;

const syncCalls = workerTool<StateCallsTool>(TOOLS_MODULE, 'StateCallsTool', {
  description: 'Measures synchronous state calls.',
  input: z.object({ calls: z.int() }),
});
const computing = workerTool<ComputingTool>(TOOLS_MODULE, 'ComputingTool', {
  description: 'Computes.',
  input: z.object({ milliseconds: z.number() }),
});

@Module({})
class ToolsBenchModule {}

type CallsTool = Tool<{ calls: number }, number[]> | WorkerTool<{ calls: number }, number[]>;

export const run: Bench = async ({ quick, server, log }) => {
  const plan = quick ? { rounds: 3, calls: 2_000, runs: 300 } : { rounds: 7, calls: 10_000, runs: 2_000 };
  const app = await NestFactory.createApplicationContext(
    {
      module: ToolsBenchModule,
      imports: [RedisModule.forRoot({ url: server.url, env: false }), AgentToolsModule.forRoot()],
      providers: [AwaitedStateCalls],
    },
    { logger: ['error', 'warn'] },
  );
  try {
    const runner = app.get(ToolRunner);
    const awaited = app.get(AwaitedStateCalls);
    const states = app.get(RedisTenants).for(IDENTITY.tenant).sharedState.of(IDENTITY.userId);
    await states.upsert('bench', { value: 'a value of a usual size' });
    const execute = async (tool: CallsTool, calls: number): Promise<number[]> =>
      TenantContext.run(IDENTITY, async () => runner.execute(tool, { calls }));
    for (const tool of [syncCalls, awaited]) await execute(tool, plan.calls);

    log(`${plan.rounds} rounds of ${plan.calls} calls, then of ${plan.runs} runs`);
    return [
      ...(await callRows(execute, awaited, plan)),
      ...(await runRows(execute, awaited, plan)),
      await heldUpRow(runner, plan.rounds),
    ];
  } finally {
    await app.close();
  }
};

type Execute = (tool: CallsTool, calls: number) => Promise<number[]>;

interface Plan {
  readonly rounds: number;
  readonly calls: number;
  readonly runs: number;
}

async function callRows(execute: Execute, awaited: CallsTool, plan: Plan): Promise<BenchRow[]> {
  const results = await alternate(['thread', 'main'], plan.rounds, async (where) =>
    execute(where === 'thread' ? syncCalls : awaited, plan.calls),
  );
  const figures = (where: 'thread' | 'main', share: number): number[] =>
    results[where].map((micros) => percentile(micros, share));
  const row = (name: string, share: number, target?: number): BenchRow =>
    toRow({
      name: `state call, ${name}`,
      ours: figures('thread', share),
      rival: figures('main', share),
      rivalName: 'awaited on the main thread',
      unit: 'us',
      better: 'lower',
      ...(target === undefined ? {} : { target }),
    });
  return [row('p50', 0.5, CALL_TARGET), row('p99', 0.99)];
}

async function runRows(execute: Execute, awaited: CallsTool, plan: Plan): Promise<BenchRow[]> {
  const results = await alternate(['thread', 'main'], plan.rounds, async (where) =>
    putLoad(async () => execute(where === 'thread' ? syncCalls : awaited, 1), plan.runs, 16),
  );
  return [
    toRow({
      name: 'runs of a tool with one call, 16 at once',
      ours: figuresOf(results.thread, 'callsPerSecond'),
      rival: figuresOf(results.main, 'callsPerSecond'),
      rivalName: 'tool on the main thread',
      unit: 'runs/s',
      better: 'higher',
    }),
  ];
}

/** Longest time the main thread was held up while ten tools computed. */
async function heldUpRow(runner: ToolRunner, rounds: number): Promise<BenchRow> {
  const tool = { milliseconds: COMPUTING_MS };
  const results = await alternate(['thread', 'main'], rounds, async (where) => {
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    // The histogram counts from its first timer on, and sees what held the loop up last only at the next.
    await delay(SETTLE_MS);
    await Promise.all(
      Array.from({ length: 10 }, async () =>
        where === 'thread'
          ? runner.execute(computing, tool)
          : runner.run('tool', () => compute(COMPUTING_MS)),
      ),
    );
    await delay(SETTLE_MS);
    delays.disable();
    return delays.max / 1e6;
  });
  return toRow({
    name: `main thread held up while ten tools compute ${COMPUTING_MS} ms each`,
    ours: results.thread,
    rival: results.main,
    rivalName: 'computed on the main thread',
    unit: 'ms',
    better: 'lower',
  });
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? Number.NaN;
}
