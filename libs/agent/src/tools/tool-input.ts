import type { ModelClass } from '@tenantry/redis';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import type { StandardSchema } from './standard-schema.js';
import { ToolInputError, type ToolInputIssue } from './tool.errors.js';

/** What a tool accepts: a class with class-validator's decorators, or a schema of zod (any Standard Schema). */
export type ToolInputSchema<Input extends object> = ModelClass<Input> | StandardSchema<Input>;

const VALIDATION = {
  whitelist: true,
  forbidNonWhitelisted: true,
  // Neither inputs nor messages made of them.
  validationError: { target: false, value: false },
};

/**
 * The input as the tool declares it.
 * @throws ToolInputError naming every field that is wrong
 */
export async function parseToolInput<Input extends object>(
  tool: { readonly name: string; readonly input: ToolInputSchema<Input> },
  input: unknown,
): Promise<Input> {
  return isModel(tool.input)
    ? parseWithModel(tool.name, tool.input, input)
    : parseWithSchema(tool.name, tool.input, input);
}

/** Whether the input is described by a class. */
export function isModel<Input extends object>(schema: ToolInputSchema<Input>): schema is ModelClass<Input> {
  // Some libraries make schemas that can be called: the marker of the standard decides.
  return typeof schema === 'function' && !('~standard' in schema);
}

async function parseWithModel<Input extends object>(
  tool: string,
  model: ModelClass<Input>,
  input: unknown,
): Promise<Input> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ToolInputError(tool, [{ path: '', message: 'expected an object' }]);
  }
  const instance = plainToInstance(model as ClassConstructor<Input>, input);
  const errors = await validate(instance, VALIDATION);
  if (errors.length > 0) throw new ToolInputError(tool, issuesOf(errors));
  return instance;
}

async function parseWithSchema<Input extends object>(
  tool: string,
  schema: StandardSchema<Input>,
  input: unknown,
): Promise<Input> {
  const result = await schema['~standard'].validate(input);
  if (result.issues === undefined) return result.value;
  throw new ToolInputError(
    tool,
    result.issues.map(({ path = [], message }) => ({ path: path.map(segmentOf).join('.'), message })),
  );
}

function segmentOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}

function issuesOf(errors: readonly ValidationError[], parent = ''): ToolInputIssue[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const path = parent === '' ? property : `${parent}.${property}`;
    return [...Object.values(constraints).map((message) => ({ path, message })), ...issuesOf(children, path)];
  });
}
