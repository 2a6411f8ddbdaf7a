import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { AgentStateRepository, ToolRunner, workerTool } from '@tenantry/agent';
import { IsString } from 'class-validator';
import type { WordCounter } from './word-counter.js';

class Words {
  @IsString()
  text!: string;
}

const wordCounter = workerTool<WordCounter>(pathToFileURL(resolve('dist/word-counter.js')), 'WordCounter', {
  description: 'Counts words.',
  input: Words,
});

@Controller('threads')
export class AgentsController {
  constructor(
    private readonly states: AgentStateRepository,
    private readonly tools: ToolRunner,
  ) {}

  @Post(':id/messages')
  async say(@Param('id') id: string, @Body() { text }: { text: string }): Promise<object> {
    await this.states.create(id, { context: { topic: 'greeting' } });
    await this.states.addMessage(id, { type: 'human', content: text });
    const state = await this.states.get(id, { messages: 'all' });
    return { messages: state?.messages.length, words: await this.tools.execute(wordCounter, { text }) };
  }
}
