import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` needs no server; `integration` starts real Redis servers of its own
 * (standalone and a 3-master cluster) once per run.
 */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // Most of a run is spent waiting for servers: two at a time also where there are only two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A poll says what must become true, not how fast: machines are shared.
    expect: { poll: { timeout: 15_000 } },
    coverage: {
      provider: 'v8',
      include: ['libs/*/src/**/*.ts', 'src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/*.generated.ts'],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'libs/{redis,agent}/src/**/*.spec.ts',
            'test/unit/**/*.spec.ts',
            'test/compat/**/*.spec.ts',
          ],
          setupFiles: ['reflect-metadata'],
          pool: 'forks',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [
            'libs/redis-testing/src/**/*.spec.ts',
            'test/integration/**/*.spec.ts',
            'test/isolation/**/*.spec.ts',
            'test/e2e/**/*.spec.ts',
          ],
          setupFiles: ['reflect-metadata'],
          globalSetup: ['test/support/redis.global-setup.ts'],
          // Worker threads inherit it: in them Vitest does not compile.
          execArgv: ['--import', './test/integration/tools/support/typescript-workers.mjs'],
          pool: 'forks',
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
