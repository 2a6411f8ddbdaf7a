import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const inFolder = (file: string): string => fileURLToPath(new URL(`node-runner/${file}`, import.meta.url));

it("works in Node's own test runner, and lets the process end", async () => {
  const preload = new URL('node-runner/compile-typescript.mjs', import.meta.url).href;
  const { NODE_OPTIONS: _unused, ...env } = process.env;
  // Without the worker's own arguments. It never ends if a handle is left open, and is killed then.
  const running = promisify(execFile)(
    process.execPath,
    ['--import', preload, '--test', '--test-reporter=tap', inFolder('onboarding.node-test.ts')],
    { env, timeout: 110_000 },
  );
  const { stdout, stderr } = await running.catch((error: { stdout: string; stderr: string }) => error);
  expect(stderr).toBe('');
  expect(stdout).toContain('# pass 4\n');
  expect(stdout).toContain('# fail 0\n');
}, 120_000);
