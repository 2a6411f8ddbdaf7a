import type { FunctionLane } from './runner/lane-names.js';
import type { ToolInputSchema } from './tool-input.js';

/** What a tool gets beside its input. */
export interface ToolCall {
  /** Aborted when the tool is to stop: its time is up, the caller gave up, the application ends. Pass it on. */
  readonly signal: AbortSignal;
}

/** What is known of a tool before it runs, and what a language model is told of it. */
export interface ToolDescription<Input extends object> {
  /** Unique name, such as `email_validator`. */
  readonly name: string;
  /** What the tool does, for the model that chooses it. */
  readonly description: string;
  /** What it accepts. Nothing else reaches `run`. */
  readonly input: ToolInputSchema<Input>;
  /** Milliseconds a run may take, counted from its start. @default the runner's `timeoutMs` */
  readonly timeoutMs?: number | undefined;
}

/** A tool that runs on the main thread, between other work: it must not compute for long without awaiting. */
export interface Tool<Input extends object, Output> extends ToolDescription<Input> {
  /** Where it waits for its turn. */
  readonly lane: FunctionLane;
  /** Does the work. `input` has been validated. */
  run(input: Input, call: ToolCall): Output | Promise<Output>;
}
