import { Injectable } from '@nestjs/common';
import { MissingTenantError, MissingUserError, TenantContext } from '@tenantry/redis';
import { IsEmail, IsInt, IsOptional, Max, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AgentTool } from '../../../libs/agent/src/tools/agent-tool.js';
import { ToolInputError } from '../../../libs/agent/src/tools/tool.errors.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { asUser, startToolsApp, type ToolsApp } from './support/tools-app.js';

class Options {
  @IsInt()
  @Max(5)
  depth!: number;
}

class Email {
  @IsEmail()
  email!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Options)
  options?: Options;
}

@Injectable()
class EmailTool extends AgentTool<Email> {
  readonly name = 'email';
  readonly description = 'Takes every state method in turn.';
  readonly input = Email;

  async run(input: Email): Promise<unknown> {
    return [
      input instanceof Email,
      await this.getState('checks'),
      await this.upsertState('checks', { email: input.email }),
      await this.updateStateField('checks', 'valid', true, { ttlSeconds: 60 }),
      await this.getStateField('checks', 'valid'),
      await this.getState('checks'),
      await this.listStates(),
      await this.sharedState.incrementField('checks', 'n'),
      await this.deleteState('checks'),
      await this.listStates(),
    ];
  }
}

@Injectable()
class ZodTool extends AgentTool<{ count: number }, number> {
  readonly name = 'zod';
  readonly description = 'Doubles a number.';
  readonly input = z.strictObject({ count: z.coerce.number().max(10) });

  run({ count }: { count: number }): number {
    return count * 2;
  }
}

describe.each(topologies)('tools on $name', (topology) => {
  let tools: ToolsApp;
  let emailTool: EmailTool;
  let zodTool: ZodTool;
  beforeAll(async () => {
    tools = await startToolsApp({ topology, providers: [EmailTool, ZodTool] });
    emailTool = tools.app.get(EmailTool);
    zodTool = tools.app.get(ZodTool);
  });
  afterAll(async () => tools.close());

  const email = 'alice@example.com';

  it('have the states of the tenant and user of the context', async () => {
    const result = await asUser(async () => tools.runner.execute(emailTool, { email }));
    expect(result).toEqual([true, null, true, false, true, { email, valid: true }, ['checks'], 1, true, []]);
  });

  it('say clearly that there is no tenant or no user', async () => {
    await expect(tools.runner.execute(emailTool, { email })).rejects.toBeInstanceOf(MissingTenantError);
    await expect(
      TenantContext.run({ tenant: uniqueName('acme') }, async () =>
        tools.runner.execute(emailTool, { email }),
      ),
    ).rejects.toBeInstanceOf(MissingUserError);
  });

  it('get no input but the declared one', async () => {
    const failure = async (input: unknown): Promise<unknown> =>
      asUser(async () => tools.runner.execute(emailTool, input)).catch((error: unknown) => error);
    for (const input of [
      null,
      'text',
      [],
      { email: 'no' },
      { email, more: 1 },
      { email, options: { depth: 9 } },
    ]) {
      expect(await failure(input)).toBeInstanceOf(ToolInputError);
    }
    expect(await failure({ email, options: { depth: 9 } })).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('options.depth'),
    });
  });

  it('take schemas of zod, and get what those make of the input', async () => {
    expect(await tools.runner.execute(zodTool, { count: '4' })).toBe(8);
    await expect(tools.runner.execute(zodTool, { count: 11 })).rejects.toThrow(/"zod".*count/);
    await expect(tools.runner.execute(zodTool, { count: 1, more: 1 })).rejects.toBeInstanceOf(ToolInputError);
  });
});
