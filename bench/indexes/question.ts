import type { RedisServer } from '@tenantry/redis-testing';
import type { BenchRow } from '../harness/row.js';
import type { ServerFigures } from './server-figures.js';

/** What each question of this benchmark gets; the server is empty. */
export interface QuestionOptions {
  readonly quick: boolean;
  readonly server: RedisServer;
  readonly figures: ServerFigures;
  readonly log: (line: string) => void;
}

/** One question, answered by rows. */
export type Question = (options: QuestionOptions) => Promise<BenchRow[]>;

/** Calls at once wherever many are in flight. */
export const IN_FLIGHT = 500;
