import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InvalidArgumentError, RedisTenants } from '@tenantry/redis';
import PQueue from 'p-queue';
import { MAX_TIMEOUT_MS, type ResolvedToolsOptions } from '../agent-tools-options.js';
import { TOOLS_OPTIONS } from '../agent-tools.tokens.js';
import { parseToolInput } from '../tool-input.js';
import type { Tool, ToolCall } from '../tool.js';
import { WorkerPool } from '../worker-pool/worker-pool.js';
import { WorkerTool } from '../worker-pool/worker-tool.js';
import { runningParent } from './lane-run.js';
import { FUNCTION_LANES, type FunctionLane, type LaneName } from './lane-names.js';
import { Lane, type LaneTask } from './lane.js';
import { RunnerStoppedError } from './runner.errors.js';
import type { RunnerStatistics } from './runner-statistics.js';

/** Options of one run. */
export interface RunOptions {
  /** Milliseconds it may take, counted from its start. @default the tool's, else the module's `timeoutMs` */
  readonly timeoutMs?: number | undefined;
  /** Gives it up: the call fails with the reason of the signal, whether it waits or runs. @default never */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs tools and other functions in lanes, so that no kind of work takes everything. What runs belongs to the
 * `TenantContext` of whoever called.
 * ```ts
 * await runner.execute(emailValidator, { email: 'alice@example.com' }, { signal });
 * await runner.run('agent', ({ signal }) => agent.answer(message, { signal }), { timeoutMs: 60_000 });
 * ```
 * A run that calls the runner again needs no second one of the slots that all lanes share, and where its lane is taken
 * it goes on in the slot of its caller, one at a time: lanes cannot wait for each other for ever.
 */
@Injectable()
export class ToolRunner implements BeforeApplicationShutdown {
  readonly #options: ResolvedToolsOptions;
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  readonly #workers: WorkerPool;
  #isStopped = false;

  constructor(
    @Inject(TOOLS_OPTIONS) options: ResolvedToolsOptions,
    @Inject(RedisTenants) tenants: RedisTenants,
  ) {
    const { lanes, maxConcurrent, maxQueued, workers } = options;
    const shared = new PQueue({ concurrency: maxConcurrent });
    const functionLane = (name: FunctionLane): Lane =>
      new Lane(name, { concurrency: lanes[name], maxQueued, shared, lendsSlots: true });
    this.#options = options;
    this.#workers = new WorkerPool(workers, tenants);
    this.#lanes = {
      user: functionLane('user'),
      tool: functionLane('tool'),
      agent: functionLane('agent'),
      // Its threads limit it, and nothing in them can wait for another lane.
      worker: new Lane('worker', { concurrency: workers.threads, maxQueued, lendsSlots: false }),
    };
  }

  /**
   * Runs a function in a lane, as soon as there is a slot. It is to heed the signal it gets: otherwise it goes on when
   * it has been given up, and counts as `overdue`.
   *
   * @throws LaneFullError | RunTimeoutError | RunnerStoppedError | InvalidArgumentError, the reason of the signal, and
   * what the function throws
   */
  async run<T>(
    lane: FunctionLane,
    work: (call: ToolCall) => T | Promise<T>,
    options: RunOptions = {},
  ): Promise<T> {
    if (!FUNCTION_LANES.includes(lane)) {
      throw new InvalidArgumentError('lane', `one of ${FUNCTION_LANES.join(', ')}`, JSON.stringify(lane));
    }
    return this.#run(lane, {
      name: work.name === '' ? `a function in lane ${lane}` : work.name,
      timeoutMs: this.#timeoutMs(options.timeoutMs),
      signal: options.signal,
      work: (signal) => work({ signal }),
    });
  }

  /**
   * Checks the input of a tool, then runs it: in its lane, or in a worker thread.
   *
   * @throws ToolInputError | LaneFullError | RunTimeoutError | RunnerStoppedError, the reason of the signal, and what
   * the tool throws; of one in a worker thread also ToolFailedError | ToolCrashedError
   */
  async execute<Input extends object, Output>(
    tool: Tool<Input, Output> | WorkerTool<Input, Output>,
    input: unknown,
    options: RunOptions = {},
  ): Promise<Output> {
    const common = {
      name: tool.name,
      timeoutMs: this.#timeoutMs(options.timeoutMs ?? tool.timeoutMs),
      signal: options.signal,
    };
    const parsed = await parseToolInput(tool, input);
    return tool instanceof WorkerTool
      ? this.#run('worker', { ...common, work: (signal) => this.#workers.run(tool, parsed, signal) })
      : this.#run(tool.lane, { ...common, work: (signal) => tool.run(parsed, { signal }) });
  }

  /** What waits and runs in each lane, and what has. */
  statistics(): RunnerStatistics {
    const { user, tool, agent, worker } = this.#lanes;
    return {
      lanes: {
        user: user.statistics(),
        tool: tool.statistics(),
        agent: agent.statistics(),
        worker: worker.statistics(),
      },
      maxConcurrent: this.#options.maxConcurrent,
    };
  }

  /** Lets waiting and running ones finish for `shutdownGraceMs`, then gives them up. Called by Nest. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    if (!(await this.#drainedWithin(this.#options.shutdownGraceMs))) {
      for (const lane of Object.values(this.#lanes)) lane.abortAll(new RunnerStoppedError());
    }
    await this.#workers.close();
  }

  async #run<T>(lane: LaneName, task: LaneTask<T>): Promise<T> {
    // What runs already may call tools until it has finished.
    if (this.#isStopped && runningParent() === undefined) throw new RunnerStoppedError();
    return this.#lanes[lane].run(task);
  }

  #timeoutMs(given: number | undefined): number {
    if (given === undefined) return this.#options.timeoutMs;
    if (given > 0 && given <= MAX_TIMEOUT_MS) return given;
    throw new InvalidArgumentError('timeoutMs', `more than 0 and at most ${MAX_TIMEOUT_MS}`, String(given));
  }

  async #drainedWithin(graceMs: number): Promise<boolean> {
    const end = AbortSignal.timeout(graceMs);
    const isOver = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve()));
    for (;;) {
      const unfinished = Object.values(this.#lanes).flatMap((lane) => lane.unfinished());
      if (unfinished.length === 0) return true;
      if (end.aborted) return false;
      await Promise.race([Promise.all(unfinished), isOver]);
    }
  }
}
