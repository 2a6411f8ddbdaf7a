import { Injectable } from '@nestjs/common';
import { AgentTool } from '@tenantry/agent';
import { z } from 'zod';
import type { StateCalls } from './state-calls.tool.js';

/** Measures state calls that are awaited on the main thread, one after the other, in microseconds. */
@Injectable()
export class AwaitedStateCalls extends AgentTool<StateCalls, number[]> {
  readonly name = 'awaited_state_calls';
  readonly description = 'Measures awaited state calls.';
  readonly input = z.object({ calls: z.int() });

  async run({ calls }: StateCalls): Promise<number[]> {
    const micros: number[] = [];
    for (let call = 0; call < calls; call++) {
      const start = process.hrtime.bigint();
      await this.getStateField('bench', 'value');
      micros.push(Number(process.hrtime.bigint() - start) / 1e3);
    }
    return micros;
  }
}
