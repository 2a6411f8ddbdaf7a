import { startRedis } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import type { BenchModule } from './bench.js';
import { thisMachine } from './machine.js';
import type { BenchReport } from './report.js';

/** Runs a benchmark in this process, on a server of its own. */
export async function runBench(
  bench: string,
  load: () => Promise<BenchModule>,
  quick: boolean,
): Promise<BenchReport> {
  const begunAt = performance.now();
  const server = await startRedis();
  try {
    const { question, run } = await load();
    const rows = await run({ quick, server, log: (line) => console.error(line) });
    return {
      bench,
      question: question.trim().replaceAll(/\s+/g, ' '),
      machine: thisMachine(await serverVersion(server.url)),
      date: new Date().toISOString().slice(0, 10),
      quick,
      seconds: (performance.now() - begunAt) / 1_000,
      rows,
    };
  } finally {
    await server.stop();
  }
}

async function serverVersion(url: string): Promise<string> {
  const client = new Redis(url);
  try {
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown';
  } finally {
    client.disconnect();
  }
}
