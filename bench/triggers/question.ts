import type { BenchRow } from '../harness/row.js';
import type { ServerProbe } from './server-probe.js';

/** What each question of this benchmark gets; the server is empty. */
export interface QuestionOptions {
  readonly quick: boolean;
  readonly url: string;
  readonly probe: ServerProbe;
  readonly log: (line: string) => void;
}

/** One question, answered by rows. */
export type Question = (options: QuestionOptions) => Promise<BenchRow[]>;

/** The tenant of most reminders. */
export const TENANT = 'bench';
