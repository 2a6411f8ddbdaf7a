import { register } from 'node:module';

// Preloaded with `--import` into a process of its own, and so into its worker threads: compiles the repository's
// TypeScript as it is loaded.
register('../../integration/tools/support/typescript-hooks.mjs', import.meta.url);
