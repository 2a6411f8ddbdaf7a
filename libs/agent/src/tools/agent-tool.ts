import { Inject } from '@nestjs/common';
import { RedisTenants, type SharedStateRepository, type WriteOptions } from '@tenantry/redis';
import { currentStates } from './current-states.js';
import type { FunctionLane } from './runner/lane-names.js';
import type { ToolInputSchema } from './tool-input.js';
import type { Tool, ToolCall } from './tool.js';

/**
 * Base of tools that run on the main thread. `sharedState` and the methods below are those of the tenant and user of
 * the running `TenantContext`, whoever else uses the same tool at the same moment.
 * ```ts
 * @Injectable()
 * class Greeter extends AgentTool<Greeting, string> {
 *   readonly name = 'greeter';
 *   readonly description = 'Greets the user.';
 *   readonly input = Greeting;
 *
 *   async run({ name }: Greeting) {
 *     await this.updateStateField('tool_history', 'last_tool', this.name);
 *     return `Hello ${name}`;
 *   }
 * }
 * await runner.execute(greeter, { name: 'Alice' });
 * ```
 * Where the context has no tenant or no user the state methods throw `MissingTenantError` or `MissingUserError`.
 */
export abstract class AgentTool<Input extends object, Output = unknown> implements Tool<Input, Output> {
  abstract readonly name: string;
  abstract readonly description: string;
  abstract readonly input: ToolInputSchema<Input>;
  readonly lane: FunctionLane = 'tool';
  readonly timeoutMs?: number | undefined;
  readonly #tenants: RedisTenants;

  constructor(@Inject(RedisTenants) tenants: RedisTenants) {
    this.#tenants = tenants;
  }

  abstract run(input: Input, call: ToolCall): Output | Promise<Output>;

  /**
   * All that can be done with the user's states.
   * @throws MissingTenantError | MissingUserError
   */
  protected get sharedState(): SharedStateRepository {
    return currentStates(this.#tenants);
  }

  /** A whole state, or null if there is none. */
  protected async getState(state: string): Promise<Record<string, unknown> | null> {
    return this.sharedState.get(state);
  }

  /** Writes the named fields of a state; the others stay. @returns true if the state is new */
  protected async upsertState(state: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.sharedState.upsert(state, data, options);
  }

  /** One field of a state, or null if there is none. */
  protected async getStateField(state: string, field: string): Promise<unknown> {
    return this.sharedState.getField(state, field);
  }

  /** Writes one field of a state; the others stay. @returns true if the state is new */
  protected async updateStateField(
    state: string,
    field: string,
    value: unknown,
    options?: WriteOptions,
  ): Promise<boolean> {
    return this.sharedState.updateField(state, field, value, options);
  }

  /** Removes a state. @returns true if there was one */
  protected async deleteState(state: string): Promise<boolean> {
    return this.sharedState.delete(state);
  }

  /** Names of the user's states. */
  protected async listStates(): Promise<string[]> {
    return this.sharedState.list();
  }
}
