import { findRedisBinary } from '@tenantry/redis-testing';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Operation } from './operations.js';

const run = promisify(execFile);

/** Plain commands closest to each operation; redis-benchmark has no client-side work, so it is the ceiling. */
const COMMANDS: Readonly<Record<Operation, readonly string[]>> = {
  upsert: [
    'HSET',
    'ceiling:__rand_int__',
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((field) => [field, 'some value']),
  ],
  get: ['HGETALL', 'ceiling:__rand_int__'],
  updateField: ['HSET', 'ceiling:__rand_int__', 'a', '1'],
  getField: ['HGET', 'ceiling:__rand_int__', 'a'],
  incrementField: ['HINCRBY', 'ceiling:__rand_int__', 'count', '1'],
};

/** Commands per second that redis-benchmark reaches; undefined where the binary is not to be had. */
export async function ceilingOf(
  operation: Operation,
  clients: number,
  port: number,
  requests: number,
): Promise<number | undefined> {
  const binary = await findRedisBinary('redis-benchmark');
  if (binary === undefined) return undefined;
  const options = ['-p', String(port), '-c', String(clients), '-n', String(requests), '-r', '10000', '--csv'];
  const { stdout } = await run(binary.path, [...options, ...COMMANDS[operation]], {
    env: { ...process.env, ...binary.env },
  });
  const lastLine = stdout.trim().split('\n').at(-1) ?? '';
  return Number(/^"[^"]*","([\d.]+)"/.exec(lastLine)?.[1]);
}
