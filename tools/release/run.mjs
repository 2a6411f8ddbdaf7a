// Programs that the release tools start: output is collected, and shown where something fails.
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** npm, too, on the Node that runs the tools. */
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, timeoutMs?: number }} [options]
 * @returns {Promise<string>} what it wrote to stdout
 * @throws Error with everything it wrote, if its exit code is not 0 or the time is up (5 minutes by default)
 */
export async function run(program, args, { cwd, env, timeoutMs = 300_000 } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(timeoutMs),
  });
  const stdout = [];
  const all = [];
  child.stdout.on('data', (chunk) => {
    stdout.push(chunk);
    all.push(chunk);
  });
  child.stderr.on('data', (chunk) => all.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(
      `${program} ${args.join(' ')}: exit code ${code}\n${Buffer.concat(all).toString().trim()}`,
    );
  }
  return Buffer.concat(stdout).toString();
}

/** Runs a program of Node's, such as a script of a package. */
export async function runNode(args, options) {
  return run(process.execPath, args, options);
}

/** npm, without its advertisements. */
export async function npm(args, options) {
  return run('npm', args, {
    ...options,
    env: { npm_config_fund: 'false', npm_config_audit: 'false', ...options?.env },
  });
}
