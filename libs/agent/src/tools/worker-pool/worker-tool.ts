import { InvalidArgumentError } from '@tenantry/redis';
import type { ToolDescription } from '../tool.js';
import type { SyncTool } from '../worker/sync-tool.js';

/** What is known of a tool in a worker thread before it runs. */
export interface WorkerToolDescription<Input extends object> extends Omit<ToolDescription<Input>, 'name'> {
  /** Unique name. @default the name of the export */
  readonly name?: string | undefined;
}

/** A synchronous tool that `ToolRunner.execute` runs in a worker thread. Made by {@link workerTool}. */
export class WorkerTool<Input extends object, Output> implements ToolDescription<Input> {
  /** Unique name. */
  readonly name: string;
  readonly description: string;
  readonly input: ToolDescription<Input>['input'];
  readonly timeoutMs: number | undefined;
  /** What `run` returns; for the type system only. */
  declare readonly output: Output;

  constructor(
    /** Module of the tool. */
    readonly url: URL,
    /** Name of its class there. */
    readonly exportName: string,
    description: WorkerToolDescription<Input>,
  ) {
    if (url.protocol !== 'file:') throw new InvalidArgumentError('url', 'a file: URL', url.protocol);
    this.name = description.name ?? exportName;
    this.description = description.description;
    this.input = description.input;
    this.timeoutMs = description.timeoutMs;
  }
}

/** Any object, for a tool whose `run` takes nothing. */
type InputOf<T> = T extends { run(input: infer Input): unknown }
  ? unknown extends Input
    ? object
    : Extract<Input, object>
  : never;
type OutputOf<T> = T extends { run(input: never): infer Output } ? Output : never;

/**
 * A tool whose class stands in a module of its own, which only worker threads load.
 * ```ts
 * import type { WordCounter } from './word-counter.js';
 *
 * const wordCounter = workerTool<WordCounter>(new URL('./word-counter.js', import.meta.url), 'WordCounter', {
 *   description: 'Counts words.',
 *   input: z.object({ text: z.string() }),
 * });
 * await runner.execute(wordCounter, { text: 'hello world' });
 * ```
 * @throws InvalidArgumentError for a URL that is not a file's
 */
export function workerTool<T extends SyncTool<never>>(
  url: URL,
  exportName: string,
  description: WorkerToolDescription<InputOf<T>>,
): WorkerTool<InputOf<T>, OutputOf<T>> {
  return new WorkerTool(url, exportName, description);
}
