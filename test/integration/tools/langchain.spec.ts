import { Injectable } from '@nestjs/common';
import { isStructuredTool } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { IsEmail, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AgentTool } from '../../../libs/agent/src/tools/agent-tool.js';
import { toLangChainTool } from '../../../libs/agent/src/tools/langchain/to-langchain-tool.js';
import { workerTool } from '../../../libs/agent/src/tools/worker-pool/worker-tool.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import type { Endless, NoteTaker } from './fixtures/sync-tools.js';
import { asUser, fixtureTool, startToolsApp, type ToolsApp } from './support/tools-app.js';

class Question {
  @IsEmail()
  email!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3)
  level?: number;

  @IsString({ each: true })
  tags!: string[];

  @IsIn(['fast', 'slow'])
  mode!: string;
}

@Injectable()
class QuestionTool extends AgentTool<Question> {
  readonly name = 'question';
  readonly description = 'Remembers a question.';
  readonly input = Question;

  async run({ email }: Question): Promise<unknown> {
    await this.upsertState('questions', { email });
    return { email, big: 2n ** 60n };
  }
}

describe.each(topologies)('tools for LangChain on $name', (topology) => {
  const question = { email: 'a@b.co', tags: ['x'], mode: 'fast' };
  let tools: ToolsApp;
  let questionTool: QuestionTool;
  beforeAll(async () => {
    tools = await startToolsApp({ topology, providers: [QuestionTool] });
    questionTool = tools.app.get(QuestionTool);
  });
  afterAll(async () => tools.close());

  it('run for the tenant and user of the context, and answer JSON', async () => {
    const tenant = uniqueName('acme');
    const tool = toLangChainTool(questionTool, tools.runner);
    expect(isStructuredTool(tool)).toBe(true);
    const answer: unknown = await asUser(async () => tool.invoke(question), { tenant });
    expect(answer).toBe('{"email":"a@b.co","big":"1152921504606846976"}');
    expect(await tools.tenants.for(tenant).sharedState.of('u1').list()).toEqual(['questions']);
  });

  it('answer the call of a model with a message', async () => {
    const tool = toLangChainTool(questionTool, tools.runner);
    const call = { type: 'tool_call' as const, id: 'call-1', name: 'question', args: question };
    const message: unknown = await asUser(async () => tool.invoke(call));
    expect(message).toMatchObject({ tool_call_id: 'call-1', content: expect.stringContaining('a@b.co') });
  });

  it('tell a model what the decorators of the input say', () => {
    const { function: described } = convertToOpenAITool(toLangChainTool(questionTool, tools.runner));
    expect(described).toMatchObject({
      name: 'question',
      description: 'Remembers a question.',
      parameters: {
        type: 'object',
        properties: {
          email: { type: 'string', format: 'email' },
          level: { type: 'integer', minimum: 1, maximum: 3 },
          tags: { type: 'array', items: { type: 'string' } },
          mode: { enum: ['fast', 'slow'] },
        },
        required: expect.arrayContaining(['email', 'tags', 'mode']),
        additionalProperties: false,
      },
    });
    expect(described.parameters).not.toMatchObject({ required: expect.arrayContaining(['level']) });
  });

  it('refuse what does not fit', async () => {
    const tool = toLangChainTool(questionTool, tools.runner);
    await expect(asUser(async () => tool.invoke({ ...question, email: 'no' }))).rejects.toThrow(
      /schema|refused/,
    );
  });

  it('can be tools in worker threads, with schemas of zod', async () => {
    const noteTaker = workerTool<NoteTaker>(
      new URL('./fixtures/sync-tools.js', import.meta.url),
      'NoteTaker',
      { description: 'Takes a note.', input: z.object({ text: z.string() }) },
    );
    const tool = toLangChainTool(noteTaker, tools.runner);
    expect(convertToOpenAITool(tool).function.parameters).toMatchObject({ required: ['text'] });
    const answer: unknown = await asUser(async () => tool.invoke({ text: 'hello' }));
    expect(JSON.parse(String(answer))).toMatchObject({ length: 5 });
  });

  it('end when the signal of the call is aborted', async () => {
    const tool = toLangChainTool(fixtureTool<Endless>('Endless'), tools.runner);
    const signal = AbortSignal.timeout(500);
    await expect(asUser(async () => tool.invoke({}, { signal }))).rejects.toThrow(/abort|timeout/i);
    await expect.poll(() => tools.runner.statistics().lanes.worker.running).toBe(0);
  });
});
