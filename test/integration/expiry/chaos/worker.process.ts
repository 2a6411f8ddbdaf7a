import { setTimeout as sleep } from 'node:timers/promises';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import type { ExpiryOptions } from '../../../../libs/redis/src/expiry/expiry-options.js';
import { handlerOf, startTriggerApp } from '../worker/trigger-app.js';

/** What a worker in a process of its own does. */
export interface WorkerTask {
  readonly redis: CoreModuleOptions;
  readonly namespace: string;
  readonly expiry: ExpiryOptions;
  readonly action: string;
  /** How long its handler takes. */
  readonly handlerMs: number;
  /** How wrong the clock of its machine is. @default 0 */
  readonly clockErrorMs?: number;
}

/** Identifier of a trigger that kills the process that runs it. */
export const POISON = 'poison';

/** The true time, whatever `Date` says. */
const trueNow = (): number => Math.round(performance.timeOrigin + performance.now());

/** Runs triggers until it is killed, or told to end. Each run is a line when it begins and one when it ends. */
export async function work(task: WorkerTask): Promise<void> {
  const { clockErrorMs = 0 } = task;
  Date.now = () => trueNow() + clockErrorMs;
  const tell = (what: string, ...rest: readonly unknown[]): void => {
    process.stdout.write(`${[what, ...rest].join(' ')}\n`);
  };
  const { close } = await startTriggerApp({
    redis: task.redis,
    namespace: task.namespace,
    expiry: task.expiry,
    providers: [
      handlerOf(task.action, async ({ identifier, attempt }) => {
        tell('begin', identifier, attempt, trueNow());
        if (identifier === POISON) process.kill(process.pid, 'SIGKILL');
        await sleep(task.handlerMs);
        tell('end', identifier, attempt, trueNow());
      }),
    ],
  });
  process.once('SIGTERM', () => void close());
  tell('ready');
}
