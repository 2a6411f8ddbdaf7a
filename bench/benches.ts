import type { BenchModule } from './harness/bench.js';

/** Benchmarks by name; each answers a question that it says. */
export const BENCHES: Readonly<Record<string, () => Promise<BenchModule>>> = {
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

export const BENCH_NAMES = Object.keys(BENCHES);
