import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import type { RedisTenants } from '@tenantry/redis';
import type { Piscina } from 'piscina';
import type { ResolvedToolsOptions } from '../agent-tools-options.js';
import { currentStates } from '../current-states.js';
import { ToolCrashedError, ToolFailedError } from '../tool.errors.js';
import type { WireError, WorkerOutcome, WorkerTask } from '../worker/bridge.messages.js';
import { reviveError } from './revive-error.js';
import { StateServer } from './state-server.js';
import type { WorkerTool } from './worker-tool.js';

type Threads = Piscina<WorkerTask, WorkerOutcome>;

/** Named with each task, not with the pool: a thread that cannot load it then fails its task, instead of the pool. */
const WORKER_MODULE = fileURLToPath(new URL('../worker/tool.worker.js', import.meta.url));

/** The worker threads, started when the first tool needs one. */
export class WorkerPool {
  readonly #logger = new Logger(WorkerPool.name);
  #threads: Promise<Threads> | undefined;

  constructor(
    private readonly options: ResolvedToolsOptions['workers'],
    private readonly tenants: RedisTenants,
  ) {}

  /**
   * Runs a tool in a thread, with the states of the running context's user. An aborted signal ends the thread,
   * whatever it does.
   * @throws ToolFailedError | ToolCrashedError, the reason of the signal, and what a state call threw
   */
  async run<Input extends object, Output>(
    tool: WorkerTool<Input, Output>,
    input: Input,
    signal: AbortSignal,
  ): Promise<Output> {
    const server = new StateServer(() => currentStates(this.tenants));
    try {
      const outcome = await this.#runInThread(tool, input, server, signal);
      if (outcome.ok) return outcome.value as Output;
      throw errorOf(tool.name, outcome.error, server);
    } finally {
      server.close();
    }
  }

  /** Ends all threads, and the tools that run in them. */
  async close(): Promise<void> {
    const threads = await this.#threads;
    await threads?.destroy();
  }

  async #runInThread<Input extends object, Output>(
    tool: WorkerTool<Input, Output>,
    input: Input,
    { workerPort: port, replies }: StateServer,
    signal: AbortSignal,
  ): Promise<WorkerOutcome> {
    const threads = await (this.#threads ??= this.#start());
    try {
      return await threads.run(
        { url: tool.url.href, exportName: tool.exportName, input, port, replies },
        { filename: WORKER_MODULE, transferList: [port], signal },
      );
    } catch (error) {
      signal.throwIfAborted();
      throw new ToolCrashedError(tool.name, error as Error);
    }
  }

  async #start(): Promise<Threads> {
    const { Piscina } = await import('piscina');
    const { threads, idleTimeoutMs, maxHeapMb } = this.options;
    const pool: Threads = new Piscina({
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleTimeoutMs,
      concurrentTasksPerWorker: 1,
      recordTiming: false,
      ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    });
    pool.on('error', (error: Error) =>
      this.#logger.error(
        `A worker thread of tools ended while no tool ran in it: ${error.message}`,
        error.stack,
      ),
    );
    return pool;
  }
}

function errorOf(tool: string, error: WireError, server: StateServer): unknown {
  return error.origin === undefined
    ? new ToolFailedError(tool, reviveError(error))
    : server.errorOf(error.origin);
}
