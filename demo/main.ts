import { constants } from 'node:os';
import { paletteFor } from './report/palette.js';
import { runSteps } from './report/run-steps.js';
import { isVerified, summaryLines } from './report/summary.js';
import { Scene } from './scene/scene.js';
import { DEMO_STEPS } from './steps/index.js';

// What a client sees of the app, on a Redis of its own, with crashes. Exit code 0: every step was verified.
const startedMs = performance.now();
const palette = paletteFor(process.stdout);
const write = (line: string): void => console.log(line);
const scene = new Scene();
const interruption = new AbortController();
let exitCode = 1;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // As a shell reports it.
    exitCode = 128 + constants.signals[signal];
    interruption.abort(new Error(`${signal}: the demo ends early.`));
  });
}

write(palette.title('Tenantry, as a client sees it'));
try {
  const results = await runSteps(DEMO_STEPS, scene, { write, palette, signal: interruption.signal });
  for (const line of summaryLines(results, performance.now() - startedMs, palette)) write(line);
  exitCode = isVerified(results) ? 0 : 1;
} catch (error) {
  write(palette.bad(`\n${error instanceof Error ? error.message : String(error)}`));
} finally {
  await scene.stop();
}
// A step that was given up may still be waiting for something.
process.exit(exitCode);
