import type { BinaryStep } from '../binary-step.js';
import { verifyServer } from '../server-version.js';

/** The part of the package that is used. */
export interface MemoryServerPackage {
  readonly RedisBinary: { getPath(): Promise<string> };
}

/** Last resort: the optional package `redis-memory-server` downloads the sources and compiles them. */
export function memoryServerStep(
  load: () => Promise<MemoryServerPackage> = async () => import('redis-memory-server'),
): BinaryStep {
  return {
    name: 'redis-memory-server',
    async find(log) {
      try {
        const { RedisBinary } = await load();
        log('asking it for a server; the first time it compiles one, which takes minutes');
        const path = await RedisBinary.getPath();
        const server = await verifyServer({ path, env: {} });
        return server ?? { reason: `what it made does not run: ${path}` };
      } catch (error) {
        return { reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
      }
    },
  };
}
