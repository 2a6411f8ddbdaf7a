import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RedisBinary, RedisServerBinary } from './redis-binary.js';

const run = promisify(execFile);

/** Runs `<binary> --version`; undefined where that is no working Redis or Valkey server. */
export async function verifyServer({ path, env }: RedisBinary): Promise<RedisServerBinary | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], {
      env: { ...process.env, ...env },
      timeout: 10_000,
    });
    const version = /\bserver v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    return version === undefined ? undefined : { path, env, version };
  } catch {
    return undefined;
  }
}
