import { register } from 'node:module';

// Lets plain Node run the repository's TypeScript.
register('../../tools/support/typescript-hooks.mjs', import.meta.url);
