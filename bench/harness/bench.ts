import type { RedisServer } from '@tenantry/redis-testing';
import type { BenchRow } from './row.js';

export interface BenchOptions {
  /** Smaller sizes, so that the benchmark ends within 50 seconds. */
  readonly quick: boolean;
  /** A server of its own process, without persistence, flushed before the benchmark. */
  readonly server: RedisServer;
  /** Progress for people; goes to stderr. */
  readonly log: (line: string) => void;
}

/** Answers the question of a benchmark. */
export type Bench = (options: BenchOptions) => Promise<BenchRow[]>;

/** What the `*.bench.ts` of a folder of `bench/` exports. */
export interface BenchModule {
  /** What the benchmark answers, and how: in Markdown, lines are joined. */
  readonly question: string;
  readonly run: Bench;
}
