import type { Scene } from '../scene/scene.js';
import type { DemoStep, StepResult } from './demo-step.js';
import type { Palette } from './palette.js';
import { StepLog } from './step-log.js';
import { milliseconds } from './durations.js';

/** Longer than any step takes on a busy machine: a step that hangs fails. */
const STEP_TIMEOUT_MS = 25_000;
/** Of what the app has logged, beside a step that has failed. */
const MOST_COMPLAINTS = 6;
const LONGEST_COMPLAINT = 240;

/** How the steps are run. */
export interface RunOptions {
  /** Receives the lines of the report. */
  readonly write: (line: string) => void;
  readonly palette: Palette;
  /** Aborted when the demo is to end early. */
  readonly signal: AbortSignal;
}

/**
 * Runs the steps one after the other. A step that fails does not keep the others from being run, unless it is the
 * first one, without which there is nothing to look at.
 */
export async function runSteps(
  steps: readonly DemoStep[],
  scene: Scene,
  { write, palette, signal }: RunOptions,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const [at, step] of steps.entries()) {
    signal.throwIfAborted();
    const { title } = step;
    if (at > 0 && !scene.isStarted) {
      results.push({ title, outcome: 'not run', held: 0, expected: 0, durationMs: 0, figures: [] });
      continue;
    }
    write('');
    write(palette.title(`${at + 1}. ${title}`));
    const result = await runStep(step, scene, new StepLog(write, palette), signal);
    write(palette.quiet(`    ${milliseconds(result.durationMs)}`));
    // Asked for after each step, so that they are this one's.
    const complaints = scene.complaints().slice(-MOST_COMPLAINTS);
    if (result.outcome === 'failed') {
      for (const line of complaints) write(palette.quiet(`    | ${line.slice(0, LONGEST_COMPLAINT)}`));
    }
    results.push(result);
  }
  return results;
}

async function runStep(step: DemoStep, scene: Scene, log: StepLog, signal: AbortSignal): Promise<StepResult> {
  const startedMs = performance.now();
  const settled = new AbortController();
  try {
    await Promise.race([step.run(scene, log), failWhen(signal, settled.signal)]);
    if (log.expected === 0) throw new Error('The step has verified nothing.');
  } catch (error) {
    signal.throwIfAborted();
    log.broke(error);
  } finally {
    settled.abort();
  }
  const { held, expected, figures } = log;
  return {
    title: step.title,
    outcome: held === expected ? 'verified' : 'failed',
    held,
    expected,
    durationMs: performance.now() - startedMs,
    figures,
  };
}

/** Rejects when the time of a step is over, or the demo is to end; never, once the step has settled. */
async function failWhen(aborted: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`It took longer than ${milliseconds(STEP_TIMEOUT_MS)}.`)),
      STEP_TIMEOUT_MS,
    );
    const abort = (): void => reject(aborted.reason as Error);
    aborted.addEventListener('abort', abort, { once: true });
    settled.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        aborted.removeEventListener('abort', abort);
      },
      { once: true },
    );
  });
}
