import { availableParallelism } from 'node:os';
import { InvalidConfigurationError } from '@tenantry/redis';
import { z } from 'zod';

/** Options of `AgentToolsModule.forRoot`, and what a factory of `forRootAsync` returns. */
export interface AgentToolsOptions {
  /** How many functions each lane runs at a time. @default {} */
  readonly lanes?:
    | {
        /** Work of users. @default 4 for each processor */
        readonly user?: number | undefined;
        /** Tools. @default 32 */
        readonly tool?: number | undefined;
        /** Agents. @default 16 */
        readonly agent?: number | undefined;
      }
    | undefined;
  /** How many functions run at a time in these lanes together. @default 128 */
  readonly maxConcurrent?: number | undefined;
  /** How many may wait for each lane; more are refused with `LaneFullError`. @default 1000 */
  readonly maxQueued?: number | undefined;
  /** Milliseconds a function or tool may run, unless it says otherwise; waiting does not count. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds that waiting and running ones get to finish when the application stops. @default 10000 */
  readonly shutdownGraceMs?: number | undefined;
  /** The worker threads of synchronous tools, which are started when the first such tool runs. @default {} */
  readonly workers?: WorkerThreadOptions | undefined;
}

/** Options of the worker threads. */
export interface WorkerThreadOptions {
  /** How many threads there may be, each running one tool at a time. @default one for each processor */
  readonly threads?: number | undefined;
  /** Milliseconds after which an idle thread ends. @default 60000 */
  readonly idleTimeoutMs?: number | undefined;
  /** Most heap of a thread, in MiB; a tool that needs more crashes alone. @default Node's own limit */
  readonly maxHeapMb?: number | undefined;
}

/** {@link AgentToolsOptions} with every default. */
export interface ResolvedToolsOptions {
  readonly lanes: { readonly user: number; readonly tool: number; readonly agent: number };
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  readonly timeoutMs: number;
  readonly shutdownGraceMs: number;
  readonly workers: {
    readonly threads: number;
    readonly idleTimeoutMs: number;
    readonly maxHeapMb: number | undefined;
  };
}

/** Longest time of a run: what a Node timer can count. */
export const MAX_TIMEOUT_MS = 2_147_483_647;

const LARGEST_LANE = 100_000;
const MOST_QUEUED = 10_000_000;
const LONGEST_GRACE_MS = 600_000;
const MOST_THREADS = 1_024;
const MOST_HEAP_MB = 1_048_576;

function integerFrom(min: number, max: number): z.ZodType<number> {
  const expected = `expected an integer from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

function optionsSchema(processors: number): z.ZodType<ResolvedToolsOptions, AgentToolsOptions> {
  const lane = integerFrom(1, LARGEST_LANE);
  const time = integerFrom(1, MAX_TIMEOUT_MS);
  return z.strictObject({
    lanes: z
      .strictObject({
        user: lane.default(processors * 4),
        tool: lane.default(32),
        agent: lane.default(16),
      })
      .prefault({}),
    maxConcurrent: lane.default(128),
    maxQueued: integerFrom(0, MOST_QUEUED).default(1_000),
    timeoutMs: time.default(30_000),
    shutdownGraceMs: integerFrom(0, LONGEST_GRACE_MS).default(10_000),
    workers: z
      .strictObject({
        threads: integerFrom(1, MOST_THREADS).default(processors),
        idleTimeoutMs: time.default(60_000),
        maxHeapMb: integerFrom(1, MOST_HEAP_MB).optional(),
      })
      .prefault({}),
  }) as unknown as z.ZodType<ResolvedToolsOptions, AgentToolsOptions>;
}

/**
 * The options, checked and with their defaults.
 * @throws InvalidConfigurationError naming everything that is wrong
 */
export function resolveToolsOptions(options: AgentToolsOptions): ResolvedToolsOptions {
  const parsed = optionsSchema(availableParallelism()).safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InvalidConfigurationError(
    parsed.error.issues.map(({ path, message }) => ({
      path: path.join('.') || 'options',
      problem: message,
      source: 'AgentToolsModule',
    })),
  );
}
