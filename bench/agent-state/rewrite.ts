import type { AgentStateRepository } from '@tenantry/agent';
import { Redis } from 'ioredis';
import type { BenchOptions } from '../harness/bench.js';
import { putLoad } from '../harness/load.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import { messageOf, messagesOf } from './application.js';

/*
 * Question: what is it worth to append a message instead of reading, changing and writing the whole thread, as the
 * Python service does with one JSON document? A thread of 10,000 messages, one append at a time; the rival also loses
 * messages when two append at once.
 */

const THREAD = 'rewritten';
const MESSAGES = 10_000;
const MONTH_SECONDS = 2_592_000;
const TARGET = 50;

interface Plan {
  readonly rounds: number;
  readonly calls: { readonly ours: number; readonly rival: number };
}
const FULL: Plan = { rounds: 9, calls: { ours: 2_000, rival: 40 } };
const QUICK: Plan = { rounds: 5, calls: { ours: 1_000, rival: 20 } };

const SIDES = ['ours', 'rival'] as const;

export async function rewriteRows(
  states: AgentStateRepository,
  { quick, server, log }: BenchOptions,
): Promise<BenchRow[]> {
  log(`append to ${MESSAGES} messages, against rewriting the document`);
  const plan = quick ? QUICK : FULL;
  const redis = new Redis(server.url, SAFE_SETTINGS);
  const key = `bench:thread:${THREAD}`;
  const rewrite = async (index: number): Promise<void> => {
    const document = JSON.parse((await redis.get(key)) ?? '{}') as {
      messages: unknown[];
      updated_at: string;
    };
    document.messages.push(messageOf(index));
    document.updated_at = new Date().toISOString();
    await redis.set(key, JSON.stringify(document), 'EX', MONTH_SECONDS);
  };
  const append = async (index: number): Promise<unknown> => states.addMessage(THREAD, messageOf(index));
  try {
    const results = await alternate(SIDES, plan.rounds, async (side) => {
      const messages = messagesOf(MESSAGES);
      await redis.set(key, JSON.stringify({ thread_id: THREAD, messages }), 'EX', MONTH_SECONDS);
      await states.set(THREAD, { messages });
      return putLoad(side === 'ours' ? append : rewrite, plan.calls[side], 1);
    });
    return [
      toRow({
        name: 'append to 10,000 messages, one document',
        ours: figuresOf(results.ours, 'callsPerSecond'),
        rival: figuresOf(results.rival, 'callsPerSecond'),
        rivalName: 'GET, push, SET of one JSON document (not atomic)',
        unit: 'calls/s',
        better: 'higher',
        target: TARGET,
      }),
    ];
  } finally {
    redis.disconnect();
  }
}
