import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEMO_STEPS } from '../../demo/steps/index.js';

const DEMO = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));
const TYPESCRIPT = new URL('load/typescript.mjs', import.meta.url).href;
const TIMEOUT_MS = 120_000;

/** How the demo has ended, and what it has said. */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the demo as it is, without a build. @param onOutput sees all it has said so far */
async function runDemo(onOutput: (output: string, pid: number) => void = () => undefined): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', TYPESCRIPT, DEMO], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(output, child.pid ?? 0);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the demo', () => {
  it(
    'verifies each of its steps, and says so',
    async () => {
      const { code, output } = await runDemo();
      const summary = output.slice(output.indexOf('Summary'));
      for (const [at, { title }] of DEMO_STEPS.entries()) {
        expect(summary).toMatch(new RegExp(`^✓ +${at + 1}\\. ${title} `, 'm'));
      }
      expect(summary).toMatch(/^Every step was verified: (\d+) of \1 expectations held/m);
      // Nobody looks at a terminal: no colours.
      expect(output).not.toContain('\u001B');
      expect(output).not.toContain('✗');
      expect(code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'ends on Ctrl-C, with all that it has started',
    async () => {
      let isInterrupted = false;
      const { code, output } = await runDemo((said, pid) => {
        if (isInterrupted || !said.includes('2. ')) return;
        isInterrupted = true;
        process.kill(pid, 'SIGINT');
      });
      expect(code).toBe(130);
      expect(output).toContain('SIGINT: the demo ends early.');
      expect(output).not.toContain('Summary');
      const [, redis, folder] = /Redis \S+ in process (\d+), port \d+, (\S+)/.exec(output) ?? [];
      const [, api] = /API in process (\d+)/.exec(output) ?? [];
      const [, first, second] = /processes (\d+) and (\d+)/.exec(output) ?? [];
      expect(existsSync(String(folder))).toBe(false);
      expect([redis, api, first, second].map(Number).filter(isRunning)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
