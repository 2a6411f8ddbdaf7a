import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { startRedis } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import type { Bench } from './harness/bench.js';
import { createReport, printTable } from './harness/report.js';

/** Benchmarks by name; each answers a written question, stated at the top of its file. */
const BENCHES: Readonly<Record<string, () => Promise<{ run: Bench }>>> = {
  'agent-state': () => import('./agent-state/agent-state.bench.js'),
  batches: () => import('./batches/batches.bench.js'),
  guard: () => import('./guard/guard.bench.js'),
  indexes: () => import('./indexes/indexes.bench.js'),
  injection: () => import('./injection/injection.bench.js'),
  pubsub: () => import('./pubsub/pubsub.bench.js'),
  repositories: () => import('./repositories/repositories.bench.js'),
  scale: () => import('./scale/scale.bench.js'),
  tools: () => import('./tools/tools.bench.js'),
  triggers: () => import('./triggers/triggers.bench.js'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const name = positionals[0];
const load = name === undefined ? undefined : BENCHES[name];
if (name === undefined || load === undefined) {
  console.error(
    `Usage: npm run bench -- NAME [--quick] [--json]\nNAME is one of: ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}

const server = await startRedis();
try {
  const { run } = await load();
  const rows = await run({ quick: values.quick, server, log: (line) => console.error(line) });
  const report = createReport(name, await serverVersion(server.url), rows);
  printTable(report);
  if (values.json) console.log(JSON.stringify(report));
} finally {
  await server.stop();
}

async function serverVersion(url: string): Promise<string> {
  const client = new Redis(url);
  try {
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown';
  } finally {
    client.disconnect();
  }
}
