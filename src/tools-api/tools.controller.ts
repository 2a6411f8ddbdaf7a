import { Body, Controller, Get, HttpCode, Inject, NotFoundException, Post, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ToolRunner } from '@tenantry/agent';
import { RequireUserGuard } from '../conversation/require-user.guard.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { ExecutedToolDto, ExecuteToolDto, ToolDto } from './dto/tools.dtos.js';
import { ToolsRegistry } from './tools.registry.js';

/** Tools, which work on the shared states of the user of the request. */
@ApiTags('tools')
@ApiSecurity('api-key')
@ApiHeader({ name: 'x-user-id', required: true })
@UseGuards(RequireTenantGuard, RequireUserGuard)
@Controller('tools')
export class ToolsController {
  constructor(
    @Inject(ToolsRegistry) private readonly tools: ToolsRegistry,
    @Inject(ToolRunner) private readonly runner: ToolRunner,
  ) {}

  @Get()
  @ApiOkResponse({ type: [ToolDto] })
  list(): ToolDto[] {
    return this.tools.all().map(({ name, description }) => ({ name, description }));
  }

  /** Runs a tool and answers with its result. Too many at a time, and it answers 503. */
  @Post('execute')
  @HttpCode(200)
  @ApiOkResponse({ type: ExecutedToolDto })
  async execute(@Body() { tool: name, input = {} }: ExecuteToolDto): Promise<ExecutedToolDto> {
    const tool = this.tools.find(name);
    if (tool === undefined) throw new NotFoundException(`There is no tool ${JSON.stringify(name)}.`);
    return { status: 'executed', tool: name, result: await this.runner.execute(tool, input) };
  }
}
