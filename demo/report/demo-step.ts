import type { Scene } from '../scene/scene.js';
import type { StepLog } from './step-log.js';

/** One thing that the demo shows. */
export interface DemoStep {
  readonly title: string;
  /**
   * Does it and verifies it: each expectation is told to the log. A step that throws, or verifies nothing, has failed.
   */
  readonly run: (scene: Scene, log: StepLog) => Promise<void>;
}

/** What became of a step. */
export interface StepResult {
  readonly title: string;
  readonly outcome: 'verified' | 'failed' | 'not run';
  readonly held: number;
  readonly expected: number;
  readonly durationMs: number;
  /** What it measured, for the summary. */
  readonly figures: readonly string[];
}
