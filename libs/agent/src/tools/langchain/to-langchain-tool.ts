import { DynamicStructuredTool } from '@langchain/core/tools';
import type { ToolRunner } from '../runner/tool-runner.js';
import { isModel } from '../tool-input.js';
import type { Tool } from '../tool.js';
import type { WorkerTool } from '../worker-pool/worker-tool.js';
import { jsonSchemaOf } from './json-schema-of-model.js';

/**
 * A tool as LangChain's agents and models use it. It runs as the runner runs it: in its lane or in a worker thread,
 * with its timeout, cancelled by the `signal` of the call, for the tenant and user of the running `TenantContext`.
 * Text is answered as it is, anything else as JSON.
 * ```ts
 * const model = chat.bindTools([toLangChainTool(emailValidator, runner)]);
 * ```
 * A model is told a schema of zod as it is. Of a class it is told what class-validator's decorators say, as JSON Schema.
 */
export function toLangChainTool<Input extends object, Output>(
  tool: Tool<Input, Output> | WorkerTool<Input, Output>,
  runner: ToolRunner,
): DynamicStructuredTool {
  return new DynamicStructuredTool({
    name: tool.name,
    description: tool.description,
    // Of Standard Schemas LangChain takes those of zod, and says so where it gets another.
    schema: (isModel(tool.input) ? jsonSchemaOf(tool.input) : tool.input) as Record<string, unknown>,
    func: async (input: unknown, _callbacks, config) =>
      textOf(await runner.execute(tool, input, { signal: config?.signal })),
  });
}

function textOf(output: unknown): string {
  if (typeof output === 'string') return output;
  // JSON has no undefined, and no integers beyond 2^53: as text they lose nothing.
  const json: string | undefined = JSON.stringify(output, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return json ?? 'null';
}
