import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 120_000;

/**
 * Runs a program of Node.
 * @returns what it printed
 * @throws Error with what it printed, if its exit code is not 0
 */
export async function runNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { PATH, HOME } = process.env;
  try {
    const options = { cwd, env: { PATH, HOME, NO_COLOR: '1', ...env }, timeout: TIMEOUT_MS };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = Object(error) as { stdout?: string; stderr?: string };
    throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
