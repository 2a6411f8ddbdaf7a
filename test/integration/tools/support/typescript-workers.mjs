import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Preloaded with `--import`, which worker threads inherit: in them Vitest transforms nothing, so they get hooks that
// compile the repository's TypeScript. The main thread stays as it is.
if (!isMainThread) register('./typescript-hooks.mjs', import.meta.url);
