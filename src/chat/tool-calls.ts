import { Inject, Injectable, Logger } from '@nestjs/common';
import { ToolRunner, type AgentToolCall, type ToolMessage } from '@tenantry/agent';
import { TenantryError } from '@tenantry/redis';
import { bigIntAsText } from '../common/json.js';
import { ThreadEvents } from '../streams/thread-events.js';
import { ToolsRegistry, type AnyTool } from '../tools-api/tools.registry.js';

/** Runs the tools that a model asks for. */
@Injectable()
export class ToolCalls {
  readonly #logger = new Logger(ToolCalls.name);

  constructor(
    @Inject(ToolsRegistry) private readonly tools: ToolsRegistry,
    @Inject(ToolRunner) private readonly runner: ToolRunner,
    @Inject(ThreadEvents) private readonly events: ThreadEvents,
  ) {}

  /** What a model may ask for. */
  available(): readonly AnyTool[] {
    return this.tools.all();
  }

  /**
   * Runs all of them at the same time, and tells the followers of the thread of each.
   * @returns what each answered, in the order of the calls; a tool that failed answers why, for the model to go on from
   * @throws the reason of the signal
   */
  async run(threadId: string, calls: readonly AgentToolCall[], signal: AbortSignal): Promise<ToolMessage[]> {
    return Promise.all(
      calls.map(async (call, at) => this.#run(threadId, call, call.id ?? `call:${at}`, signal)),
    );
  }

  async #run(
    threadId: string,
    call: AgentToolCall,
    toolCallId: string,
    signal: AbortSignal,
  ): Promise<ToolMessage> {
    const startedMs = performance.now();
    const message = await this.#answer(call, toolCallId, signal);
    const { status = 'success' } = message;
    const durationMs = Math.round(performance.now() - startedMs);
    await this.events.publish(threadId, { type: 'tool', tool: call.name, toolCallId, status, durationMs });
    return message;
  }

  async #answer(
    { name, args }: AgentToolCall,
    toolCallId: string,
    signal: AbortSignal,
  ): Promise<ToolMessage> {
    const common = { type: 'tool', toolCallId, name } as const;
    const tool = this.tools.find(name);
    if (tool === undefined) {
      return { ...common, status: 'error', content: `There is no tool ${JSON.stringify(name)}.` };
    }
    try {
      const result = await this.runner.execute(tool, args, { signal });
      return { ...common, status: 'success', content: toText(result) };
    } catch (error) {
      signal.throwIfAborted();
      return { ...common, status: 'error', content: this.#explain(name, error) };
    }
  }

  /** What the model, and so the user, may know of a failure; the rest is for the log. */
  #explain(tool: string, error: unknown): string {
    if (error instanceof TenantryError && error.expose) return error.message;
    this.#logger.error(
      `Tool "${tool}" failed in a conversation.`,
      error instanceof Error ? error.stack : String(error),
    );
    return `The tool ${JSON.stringify(tool)} failed.`;
  }
}

function toText(result: unknown): string {
  if (typeof result === 'string') return result;
  // JSON has no undefined.
  const json: string | undefined = JSON.stringify(result, bigIntAsText);
  return json ?? 'null';
}
