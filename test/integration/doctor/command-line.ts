import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { doctorCommand } from '../../../libs/redis/src/cli/doctor.command.js';
import { runCli } from '../../../libs/redis/src/cli/run-cli.js';

const MAIN = fileURLToPath(new URL('../../../libs/redis/src/cli/main.ts', import.meta.url));
const TYPESCRIPT = new URL('../../e2e/load/typescript.mjs', import.meta.url).href;

/** How the program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How the program is called. */
export interface Call {
  /** Beside what a process needs. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default a folder without configuration */
  readonly cwd?: string;
  /** Told of the process, which runs. */
  readonly onStarted?: (child: ChildProcess) => void;
}

/** Runs `tenantry` in this process, without what only a process of its own has: signals and files of its own. */
export async function tenantryHere(args: readonly string[]): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const code = await runCli(args, [doctorCommand], { version: '1.2.3', io });
  const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  return { code, out: textOf(out), err: textOf(err) };
}

/** Runs `tenantry` as a process of its own, without a build. */
export async function tenantry(
  args: readonly string[],
  { env = {}, cwd = '/', onStarted }: Call = {},
): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', TYPESCRIPT, MAIN, ...args], {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
  onStarted?.(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}
