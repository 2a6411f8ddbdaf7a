import { Inject, Injectable } from '@nestjs/common';
import { workerTool, type Tool, type WorkerTool } from '@tenantry/agent';
import { z } from 'zod';
import type { EmailValidatorTool } from './tools/email-validator.tool.js';
import { ScheduleBatchTool } from './tools/schedule-batch.tool.js';

const LONGEST_EMAIL = 320;

/** Synchronous, so it has a module of its own, which only the worker threads load. */
const emailValidator = workerTool<EmailValidatorTool>(
  new URL('./tools/email-validator.tool.js', import.meta.url),
  'EmailValidatorTool',
  {
    name: 'email_validator',
    description: 'Tells whether an e-mail address is valid.',
    input: z.strictObject({ email: z.string().min(1).max(LONGEST_EMAIL) }),
  },
);

/** A tool of whatever input. */
export type AnyTool = Tool<object, unknown> | WorkerTool<object, unknown>;

/** The tools of the app, by name. */
@Injectable()
export class ToolsRegistry {
  readonly #tools: ReadonlyMap<string, AnyTool>;

  constructor(@Inject(ScheduleBatchTool) scheduleBatch: ScheduleBatchTool) {
    this.#tools = new Map([emailValidator, scheduleBatch].map((tool) => [tool.name, tool as AnyTool]));
  }

  find(name: string): AnyTool | undefined {
    return this.#tools.get(name);
  }

  all(): AnyTool[] {
    return [...this.#tools.values()];
  }
}
