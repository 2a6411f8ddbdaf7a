import type { Log } from '../common/log.js';
import type { BinaryStep } from './binary-step.js';
import type { RedisServerBinary } from './redis-binary.js';
import { RedisNotFoundError } from './redis-not-found.error.js';

/**
 * The server of the first step that has one; every step logs one line about its outcome.
 *
 * @throws RedisNotFoundError if no step has one
 */
export async function resolveRedisBinary(steps: readonly BinaryStep[], log: Log): Promise<RedisServerBinary> {
  const tried: string[] = [];
  for (const step of steps) {
    const found = await step.find((line) => log(`${step.name}: ${line}`));
    if ('path' in found) {
      log(`${step.name}: using version ${found.version}, ${found.path}`);
      return found;
    }
    const line = `${step.name}: ${found.reason}`;
    log(line);
    tried.push(line);
  }
  throw new RedisNotFoundError(tried);
}
