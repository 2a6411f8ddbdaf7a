import type { AgentStateRepository } from '@tenantry/agent';
import { Redis } from 'ioredis';
import type { BenchOptions } from '../harness/bench.js';
import { putLoad, type LoadResult } from '../harness/load.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow, type Comparison } from '../harness/row.js';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import { figureOf, serverCpuMicros } from '../harness/server-cpu.js';
import { messageOf, messagesOf } from './application.js';

/*
 * Question: does an append cost the same however long the thread is? Threads of 10 and of 10,000 messages, given their
 * length back before each round; one append at a time and 50.
 */

const LENGTHS = ['long', 'short'] as const;
type Length = (typeof LENGTHS)[number];
const MESSAGES: Readonly<Record<Length, number>> = { short: 10, long: 10_000 };
const CONCURRENCY = [1, 50] as const;
/** A long thread may cost at most a fifth more. */
const TARGET = 1 / 1.2;

interface Plan {
  readonly rounds: number;
  readonly threads: number;
  /** Appends to each thread and round: few, so that a short thread stays short. */
  readonly appends: number;
}
const FULL: Plan = { rounds: 9, threads: 50, appends: 40 };
const QUICK: Plan = { rounds: 7, threads: 50, appends: 40 };

interface AppendResult extends LoadResult {
  readonly serverMicros: number;
}

export async function appendRows(
  states: AgentStateRepository,
  { quick, server, log }: BenchOptions,
): Promise<BenchRow[]> {
  const plan = quick ? QUICK : FULL;
  const rows: BenchRow[] = [];
  const redis = new Redis(server.url, SAFE_SETTINGS);
  try {
    for (const concurrency of CONCURRENCY) {
      log(`append, ${concurrency} at once`);
      const measure = async (length: Length): Promise<AppendResult> => {
        await reset(states, length, plan.threads);
        await untilFreed(redis);
        const cpuBefore = await serverCpuMicros(redis);
        const call = async (index: number): Promise<unknown> =>
          states.addMessage(`${length}-${index % plan.threads}`, messageOf(index));
        const calls = plan.threads * plan.appends;
        const result = await putLoad(call, calls, concurrency);
        return { ...result, serverMicros: ((await serverCpuMicros(redis)) - cpuBefore) / calls };
      };
      await alternate(LENGTHS, 1, measure);
      const results = await alternate(LENGTHS, plan.rounds, measure);
      const figures = (figure: keyof AppendResult): Pick<Comparison, 'ours' | 'rival' | 'rivalName'> => ({
        ours: figuresOf(results.long, figure),
        rival: figuresOf(results.short, figure),
        rivalName: 'the same append to 10 messages',
      });
      const name = `append to 10,000 messages x${concurrency}`;
      rows.push(
        toRow({ name, ...figures('callsPerSecond'), unit: 'calls/s', better: 'higher', target: TARGET }),
        toRow({
          name: `${name}, server`,
          ...figures('serverMicros'),
          unit: 'us Redis CPU/call',
          better: 'lower',
        }),
      );
    }
  } finally {
    redis.disconnect();
  }
  return rows;
}

async function reset(states: AgentStateRepository, length: Length, threads: number): Promise<void> {
  const messages = messagesOf(MESSAGES[length]);
  await putLoad(async (index) => states.set(`${length}-${index}`, { messages }), threads, 2);
}

/** Long lists that were replaced are freed in the background, which would fall into the round that follows. */
async function untilFreed(redis: Redis): Promise<void> {
  while (figureOf(await redis.info('memory'), 'lazyfree_pending_objects') > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
