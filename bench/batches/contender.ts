import type { Job } from './jobs.js';

/** A side of the comparison. */
export interface Contender {
  /** Enqueues jobs, all at once. */
  fill(queue: string, jobs: readonly Job[]): Promise<void>;
  /** Takes a chunk, hands each job to `work` and removes them. @returns how many there were */
  consume(queue: string, work: (job: Job) => void): Promise<number>;
}
